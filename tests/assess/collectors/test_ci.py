import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rung.assess.ci.base import When
from rung.assess.collectors.ci import Ci, CiCollector
from rung.assess.tree.memory import MemoryTree


def collect(files: dict[str, str]) -> Ci:
    return CiCollector().collect(MemoryTree(files))


def test_ci_is_found_by_content_wherever_it_lies() -> None:
    found = collect(
        {
            ".pipelines/train.yml": "trigger: none\npr: none\npool: x\nsteps:\n  - template: t.yml\n",
            ".pipelines/t.yml": "parameters: {a: 1}\nsteps:\n  - script: pytest\n",
            "ops/build.yaml": "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build, .]\n",
            "conf/params.yaml": "steps: 100\ntrain: {lr: 1}\n",
            "k8s/job.yaml": "kind: Job\nspec: {template: {spec: {containers: [{name: a}]}}}\n",
        }
    )
    assert [(each.vendor, each.path) for each in found.workflows] == [
        ("azure", ".pipelines/train.yml"),
        ("cloudbuild", "ops/build.yaml"),
    ]


def test_jobs_that_something_starts() -> None:
    found = collect(
        {
            ".github/workflows/a.yml": "on: {schedule: [{cron: '0 0 * * *'}]}\njobs: {a: {steps: [{run: make}]}}\n",
            ".github/workflows/b.yml": "on: workflow_call\njobs: {b: {steps: [{run: make}]}}\n",
            "x/.github/workflows/c.yml": "on: push\njobs: {c: {steps: [{run: make}]}}\n",
        }
    )
    assert len(found.workflows) == 3
    assert [job.id for _, job in found.jobs()] == ["a"]
    assert [job.id for _, job in found.on(When.SCHEDULE)] == ["a"]
    assert not list(found.on(When.PUSH))


def test_what_cannot_be_read_is_noted() -> None:
    found = collect({".github/workflows/a.yml": "on: push\njobs: [}\n"})
    assert found.workflows[0].unreadable
    assert found.notes[0].startswith(".github/workflows/a.yml")
    assert not list(found.running())


SEEDS = {
    ".github/workflows/a.yml": (
        "on: {push: {branches: [main]}}\njobs:\n  a:\n    needs: b\n    if: github.ref == 'x'\n"
        "    strategy: {matrix: {p: [1]}}\n"
        "    steps:\n      - uses: ./x\n      - run: |\n          pytest | tee x\n"
    ),
    ".gitlab-ci.yml": (
        "include: [{local: a.yml}]\na:\n  extends: .b\n  rules: [{if: $X == 'y', when: manual}]\n  script: [x]\n"
    ),
    ".circleci/config.yml": (
        "jobs: {a: {docker: [{image: x}], steps: [run: {command: y}]}}\nworkflows: {w: {jobs: [a]}}\n"
    ),
    "p.yml": "trigger: {branches: {include: [main]}}\nstages: [{stage: a, jobs: [{job: b, steps: [{script: x}]}]}]\n",
    "cloudbuild.yaml": "steps: [{name: a/b, args: [-c, x], entrypoint: bash}]\n",
    "buildspec.yml": "version: 0.2\nphases: {build: {commands: [x]}}\n",
    ".travis.yml": "script: [x]\njobs: {include: [{script: y, if: type = cron}]}\n",
    "bitbucket-pipelines.yml": "pipelines: {default: [{step: {script: [x]}}]}\n",
    ".buildkite/pipeline.yml": "steps: [{command: x, plugins: [{a: {b: c}}]}, wait]\n",
    ".drone.yml": "kind: pipeline\nsteps: [{name: a, commands: [x]}]\ntrigger: {event: [push]}\n",
    "Jenkinsfile": "pipeline { stages { stage('a') { when { branch 'main' } steps { sh 'x' } } } }",
}


@pytest.mark.parametrize("path", SEEDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_text_makes_it_raise(path: str, data: st.DataObject) -> None:
    text = SEEDS[path]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 12, len(text))))
        piece = st.sampled_from(
            ["", "[", "]", "{", "}", ": ", "- ", "\n", "null", "[[]]", "{}", "1", "&a", "*a", "'", '"']
        )
        text = text[:start] + data.draw(piece) + text[end:]
    found = collect({path: text})
    for _, job, step in found.steps():
        assert step.line >= 0
        assert job.line >= 0


KEYS = [
    "on", "jobs", "steps", "run", "uses", "with", "script", "stages", "trigger",
    "needs", "if", "name", "args", "include", "rules", "extends", "workflows", "phases",
    "commands", "env", "matrix", "strategy", "template", "parameters", "branches", "schedules", "environment",
    "image", "a", "pipelines", "default", "step",
]  # fmt: skip
ODD = st.recursive(
    st.sampled_from([None, True, 1, 2.5, "x", "", "main"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("path", [each for each in SEEDS if each != "Jenkinsfile"])
@settings(max_examples=60, deadline=None)
@given(value=ODD)
def test_no_shape_makes_it_raise(path: str, value: object) -> None:
    collect({path: json.dumps(value)})
