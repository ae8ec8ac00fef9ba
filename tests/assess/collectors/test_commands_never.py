"""Commands that do nothing, or that nothing gets to, start nothing."""

from __future__ import annotations

import pytest

from rung.assess.collectors.ci import CiCollector
from rung.assess.collectors.commands import Commands, CommandsCollector
from rung.assess.commands.dry import dry_run
from rung.assess.parse.program import program
from rung.assess.parse.shell import read_script
from rung.assess.tree.memory import MemoryTree

GITHUB = ".github/workflows/ci.yml"


def collect(files: dict[str, str]) -> Commands:
    tree = MemoryTree({"train.py": "", **files})
    return CommandsCollector().collect(tree, CiCollector().collect(tree))


def starts(files: dict[str, str]) -> bool:
    """Whether something runs `train.py`."""
    return any(path == "train.py" for path, _ in collect(files).scripts())


def steps(*lines: str, extra: str = "") -> dict[str, str]:
    listed = "".join(f"      - {line}\n" for line in lines)
    return {GITHUB: f"on: push\njobs:\n  main:\n    runs-on: ubuntu-latest\n{extra}    steps:\n{listed}"}


def is_dry(line: str) -> bool:
    (command,) = read_script(line).commands
    return bool(dry_run(*program(command.words)))


@pytest.mark.parametrize(
    "line",
    [
        "make -n train",
        "make --dry-run train",
        "make train --just-print",
        "make -q",
        "make -t train",
        "make -sn train",
        "make --version",
        "just --dry-run train",
        "task -n train",
        "dvc repro --dry",
        "uv run dvc repro --dry",
        "snakemake -n",
        "snakemake -np all",
        "snakemake --dry-run --cores 4",
        "nextflow run main.nf -preview",
        "ansible-playbook site.yml --check",
        "kubectl apply -f k8s --dry-run=client",
        "helm upgrade --install a b --dry-run",
        "pytest --collect-only",
        "python -m pytest --co",
        "tox --notest",
        "bash -n train.sh",
        "python --version train.py",
        "papermill a.ipynb b.ipynb --prepare-only",
        "aws s3 sync a b --dryrun",
        "sbatch --test-only train.sbatch",
    ],
)
def test_a_dry_run_is_told(line: str) -> None:
    assert is_dry(line)


@pytest.mark.parametrize(
    "line",
    [
        "make train",
        "make -C model -j4 train",
        "make -fnew.mk",
        "make -j train",
        "dvc repro",
        "snakemake --cores 4 -p",
        "snakemake -jn",
        "kubectl apply -f k8s --dry-run=none",
        "kubectl apply -n prod -f k8s",
        "pytest -n 4",
        "pytest -q tests",
        "tox -e py",
        "bash train.sh -n",
        "bash -e train.sh",
        "python train.py --dry-run",
        "python train.py --version 3",
        "nextflow run main.nf",
        "ansible-playbook site.yml",
        "npm run build -- --dry-run",
    ],
)
def test_other_options_are_none(line: str) -> None:
    assert not is_dry(line)


MAKE = {"Makefile": "train:\n\tpython train.py\n"}


@pytest.mark.parametrize(
    "files",
    [
        steps("run: exit 0; python train.py"),
        steps("run: exit 1", "run: python train.py"),
        steps("run: 'false'", "run: ls", "run: python train.py"),
        steps("run: true || python train.py"),
        steps("{run: python train.py, if: false}"),
        steps("run: bash train.sh") | {"train.sh": "exit 0\npython train.py\n"},
        steps("run: bash train.sh") | {"train.sh": "train() { python train.py; }\n"},
        steps("run: bash -n train.sh") | {"train.sh": "python train.py\n"},
        steps("run: dvc repro --dry") | {"dvc.yaml": "stages: {}\n"},
        {"Makefile": "train:\n\texit 0; python train.py\n"},
        {"Makefile": "train:\n\texit 1\n\tpython train.py\n"},
        {"Makefile": "train:\n\t@false\n\tpython train.py\n"},
        {"Makefile": "SHELL := /bin/true\ntrain:\n\tpython train.py\n"},
        {"Makefile": "MAKEFLAGS += -n\ntrain:\n\tpython train.py\n"},
        {"Makefile": "model:\n\tpython train.py\n", "model": ""},
        {"Makefile": "model:\n\tpython train.py\n", "model/a.txt": ""},
        steps("{run: python train.py, shell: 'bash -n {0}'}"),
        steps("run: 'dvc() { ls; }; dvc repro'") | {"dvc.yaml": "stages:\n  a:\n    cmd: ls\n"},
        {"Makefile": "all:\n\t: python train.py\n\techo python train.py\n"},
        {"Dockerfile": "FROM python\nCMD exit 0; python train.py\n"},
        {"Dockerfile": "FROM python\nENTRYPOINT [\"true\"]\nCMD [\"python\", \"train.py\"]\n"},
        {"Dockerfile": "FROM python\nCMD [\"sh\", \"-c\", \"false && python train.py\"]\n"},
        {".gitlab-ci.yml": "train:\n  script:\n    - exit 0\n    - python train.py\n"},
        {".gitlab-ci.yml": "train:\n  before_script:\n    - exit 0\n  script:\n    - python train.py\n"},
        {".gitlab-ci.yml": "train:\n  when: never\n  script:\n    - python train.py\n"},
        {".gitlab-ci.yml": "train:\n  rules:\n    - when: never\n  script:\n    - python train.py\n"},
        {".gitlab-ci.yml": "train:\n  rules:\n    - if: '\"a\" == \"b\"'\n  script:\n    - python train.py\n"},
        {"azure-pipelines.yml": "trigger: [main]\nsteps:\n  - script: python train.py\n    condition: false\n"},
        {"azure-pipelines.yml": "trigger: [main]\nsteps:\n  - script: python train.py\n    condition: and(false, succeeded())\n"},
        {"bitbucket-pipelines.yml": "pipelines:\n  default:\n    - step:\n        script:\n          - exit 0\n          - python train.py\n"},
        {".circleci/config.yml": (
            "jobs:\n  a:\n    docker: [{image: x}]\n    steps:\n      - when:\n          condition: false\n"
            "          steps:\n            - run: python train.py\nworkflows:\n  w:\n    jobs: [a]\n"
        )},
        {".circleci/config.yml": (
            "jobs:\n  a:\n    docker: [{image: x}]\n    steps:\n      - run: python train.py\n"
            "workflows:\n  w:\n    when: {and: [true, {not: {equal: [a, a]}}]}\n    jobs: [a]\n"
        )},
        {"Jenkinsfile": "pipeline { agent any\n stages { stage('a') { when { expression { false } }\n steps { sh 'python train.py' } } } }\n"},
        {".drone.yml": "kind: pipeline\nsteps:\n- name: a\n  commands:\n  - exit 0\n  - python train.py\n"},
        {".buildkite/pipeline.yml": "steps:\n  - command: python train.py\n    if: 'false'\n"},
        {".travis.yml": "if: false\nscript:\n  - python train.py\n"},
    ],
)  # fmt: skip
def test_nothing_starts_it(files: dict[str, str]) -> None:
    assert not starts(files)


@pytest.mark.parametrize(
    "files",
    [
        steps("run: python train.py; exit 0"),
        steps("{run: exit 1, if: github.ref == 'x'}", "run: python train.py"),
        steps("{run: exit 1, continue-on-error: true}", "run: python train.py"),
        steps("run: exit 1", "{run: python train.py, if: always()}"),
        steps("run: exit 0", "run: python train.py"),
        steps("run: make train") | MAKE,
        steps("run: source lib.sh; train") | {"lib.sh": "train() { python train.py; }\n"},
        steps("run: bash train.sh") | {"train.sh": "set -e\n[ -f x ] || exit 1\npython train.py\n"},
        {"Makefile": ".PHONY: model\nmodel:\n\tpython train.py\n", "model/a.txt": ""},
        {"Makefile": "model: data\n\tpython train.py\n", "model/a.txt": ""},
        {"Makefile": "SHELL := /bin/bash\nMAKEFLAGS += -j4\nmodel:\n\tpython train.py\n"},
        {"Makefile": "N := nothing\n.PHONY: $(N)\nmodel:\n\tpython train.py\n", "model/a.txt": ""},
        {"Makefile": "train:\n\t-exit 1\n\tpython train.py\n"},
        {"Makefile": "train:\n\texit 0\n\tpython train.py\n"},
        {
            ".circleci/config.yml": (
                "parameters: {x: {type: boolean, default: false}}\njobs:\n  a:\n    docker: [{image: x}]\n    steps:\n"
                "      - when:\n          condition: << pipeline.parameters.x >>\n          steps:\n"
                "            - run: python train.py\nworkflows:\n  w:\n    when: << pipeline.parameters.x >>\n    jobs: [a]\n"
            )
        },
        {".gitlab-ci.yml": "train:\n  script:\n    - exit 1\n  after_script:\n    - python train.py\n"},
    ],
)
def test_something_starts_it(files: dict[str, str]) -> None:
    assert starts(files)


def test_a_job_that_waits_for_one_that_never_goes_through_does_not_run() -> None:
    text = (
        "on: push\njobs:\n  gate:\n    if: false\n    steps: [{run: ls}]\n"
        "  next:\n    needs: gate\n    steps: [{run: ls}]\n"
        "  train:\n    needs: [next]\n    steps: [{run: python train.py}]\n"
        "  report:\n    needs: [train]\n    if: always()\n    steps: [{run: pytest}]\n"
    )
    found = collect({GITHUB: text})
    assert not list(found.scripts())
    assert [each.program for each in found.all] == ["pytest"]
    assert "waits for next" in next(each.disabled for each in found.never if each.program == "python")
