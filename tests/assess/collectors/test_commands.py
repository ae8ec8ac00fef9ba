import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rung.assess.collectors.ci import CiCollector
from rung.assess.collectors.commands import Commands, CommandsCollector
from rung.assess.invocation import By, Invocation
from rung.assess.tree.memory import MemoryTree
from rung.assess.tree.narrow import NarrowTree

GITHUB = ".github/workflows/ci.yml"


def collect(files: dict[str, str]) -> Commands:
    tree = MemoryTree(files)
    return CommandsCollector().collect(tree, CiCollector().collect(tree))


def workflow(*steps: str, on: str = "push", extra: str = "") -> dict[str, str]:
    lines = "".join(f"      - {step}\n" for step in steps)
    return {GITHUB: f"on: {on}\njobs:\n  main:\n    runs-on: ubuntu-latest\n{extra}    steps:\n{lines}"}


def only(found: list[Invocation]) -> Invocation:
    assert len(found) == 1
    return found[0]


def executed(found: Commands) -> dict[str, By]:
    by: dict[str, By] = {}
    for path, invocation in found.scripts():
        by[path] = by.get(path, By.NOBODY) | invocation.by
    return by


def missing(found: Commands) -> list[str]:
    return [path for _, path in found.missing]


def test_a_ci_step_is_a_command() -> None:
    found = only(collect(workflow("run: uv run pytest -q")).running("pytest"))
    assert (found.by, found.args, found.workflow) == (By.CI, ("-q",), f"{GITHUB}#main")
    assert (found.place.path, found.place.line) == (GITHUB, 6)


def test_a_module_counts_as_its_program() -> None:
    found = collect(workflow("run: python -m pytest tests"))
    assert only(found.running("pytest", "tests")).program == "python"
    assert not found.running("pytest", "other")


def test_a_schedule_is_added() -> None:
    found = collect(workflow("run: python train.py", on="{schedule: [{cron: '0 0 * * *'}]}") | {"train.py": ""})
    assert executed(found) == {"train.py": By.CI | By.SCHEDULE}


def test_a_target_is_followed_and_the_chain_kept() -> None:
    found = collect(
        workflow("run: make -C ml train") | {"ml/Makefile": "train: data\n\tpython train.py\ndata:\n\tdvc pull\n"}
    )
    train = next(each for each in found.running("python") if each.by is By.CI)
    assert (train.place.path, train.place.line, train.folder) == ("ml/Makefile", 2, "ml")
    assert [str(place) for place in train.via] == [f"{GITHUB}:6 (job main)"]
    assert {each.by for each in found.running("dvc")} == {By.CI, By.TARGET}


def test_a_failure_must_get_through_the_whole_chain() -> None:
    makefile = "a:\n\t-python a.py\nb:\n\tpython b.py\n"
    found = collect(workflow("run: make a", "run: make b || true", "run: make b") | {"Makefile": makefile})
    reached = [(each.args[0], each.can_fail) for each in found.running("python") if each.by is By.CI]
    assert reached == [("a.py", False), ("b.py", False), ("b.py", True)]
    swallowed = found.running("python")[0]
    assert "-" in swallowed.why_not


def test_a_script_without_set_e_swallows_all_but_its_last_command() -> None:
    found = collect(workflow("run: ./scripts/run.sh") | {"scripts/run.sh": "python a.py\npython b.py\n"})
    assert [each.can_fail for each in found.running("python")] == [False, True]
    strict = collect(workflow("run: bash scripts/run.sh") | {"scripts/run.sh": "set -e\npython a.py\npython b.py\n"})
    assert [each.can_fail for each in strict.running("python")] == [True, True]
    assert [each.by for each in strict.running("python")] == [By.CI, By.CI]


def test_a_pipe_without_pipefail_and_continue_on_error() -> None:
    found = collect(workflow("run: pytest | tee log", "{run: ruff check ., continue-on-error: true}"))
    assert "pipe" in only(found.running("pytest")).why_not
    assert only(found.running("ruff")).why_not == "continue-on-error"


def test_a_job_whose_failure_is_ignored() -> None:
    found = collect(workflow("run: pytest", extra="    continue-on-error: true\n"))
    assert only(found.running("pytest")).why_not == "continue-on-error"


def test_what_never_runs_says_so() -> None:
    nested = {"x/" + GITHUB: workflow("run: pytest")[GITHUB]}
    assert only(collect(nested).never).disabled
    assert only(collect(workflow("{run: pytest, if: false}")).never).disabled == "if: false"
    assert "calls it" in only(collect(workflow("run: pytest", on="workflow_call")).never).disabled
    assert not collect(nested).running("pytest")


def test_a_reusable_workflow_runs_for_its_caller() -> None:
    files = {
        GITHUB: "on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n",
        ".github/workflows/b.yml": "on: workflow_call\njobs:\n  b:\n    steps:\n      - run: pytest\n",
    }
    found = only(collect(files).running("pytest"))
    assert (found.workflow, found.disabled) == (f"{GITHUB}#a/b", "")


def test_runners_of_targets() -> None:
    targets = {
        "tox.ini": "[tox]\nenvlist = py\n[testenv:lint]\nchangedir = src\ncommands =\n    -flake8 {posargs:.}\n",
        "noxfile.py": "import nox\n@nox.session\ndef tests(session):\n    session.run('pytest', 'tests')\n",
        "justfile": "train:\n  python train.py\n",
        "package.json": '{"scripts": {"build": "vite build"}}',
        "Taskfile.yml": "tasks:\n  infra:\n    cmds:\n      - terraform plan\n",
        "mise.toml": "[tasks.docs]\nrun = 'mkdocs build'\n",
        "tasks.py": "from invoke import task\n@task\ndef drift(c):\n    c.run('evidently run')\n",
        "pyproject.toml": (
            "[tool.poe.tasks]\nserve = 'uvicorn app:app'\n[tool.pdm.scripts]\ncheck = 'mypy src'\n"
            "[tool.hatch.envs.test.scripts]\ncov = 'coverage report'\n"
        ),
    }
    steps = ["tox -e lint", "nox -s tests", "just train", "npm run build", "task infra", "mise run docs", "inv drift"]
    steps += ["poe serve", "pdm run check", "hatch run test:cov"]
    found = collect(workflow(*(f"run: {step}" for step in steps)) | targets)
    behind = {each.program: each for each in found.by(By.CI) if each.via}
    programs = {"flake8", "pytest", "python", "vite", "terraform", "mkdocs", "evidently", "uvicorn", "mypy", "coverage"}
    assert set(behind) == programs
    assert (behind["flake8"].can_fail, behind["flake8"].folder) == (False, "src")
    assert all(each.can_fail for name, each in behind.items() if name != "flake8")
    assert {each.program for each in found.by(By.TARGET)} >= programs


def test_console_scripts_are_targets() -> None:
    files = {
        "pyproject.toml": "[project.scripts]\nbikes = 'bikes.cli:main'\n",
        "setup.py": "setup(entry_points={'console_scripts': ['old = legacy.run:App.main']})",
        "src/bikes/cli.py": "",
    }
    found = collect(files | workflow("run: bikes train"))
    assert [(each.name, each.module, each.function) for each in found.targets] == [
        ("bikes", "bikes.cli", "main"),
        ("old", "legacy.run", "App.main"),
    ]
    assert executed(found) == {"src/bikes/cli.py": By.CI}


def test_an_image_is_built_and_run() -> None:
    files = {
        "api/Dockerfile": (
            'FROM python\nWORKDIR /app\nCOPY src /app\nRUN pip install -r r.txt\nCMD ["uvicorn", "main:app"]\n'
        ),
        "api/src/main.py": "",
    }
    found = collect(files)
    assert executed(found) == {"api/src/main.py": By.IMAGE}
    assert not found.running("pip")
    built = collect(files | workflow("run: docker build -t svc:1 api", "run: docker run --rm -p 80:80 svc:1"))
    assert only(built.running("pip")).by is By.CI
    assert executed(built) == {"api/src/main.py": By.CI | By.IMAGE}


def test_services_pods_and_timers() -> None:
    files = {
        "docker-compose.yml": "services:\n  api:\n    command: python serve.py\n",
        "k8s/job.yaml": (
            "kind: CronJob\nspec:\n  suspend: true\n  jobTemplate:\n    spec:\n      template:\n        spec:\n"
            "          containers:\n            - name: a\n              command: [python, /app/retrain.py]\n"
        ),
        "Procfile": "web: gunicorn web:app\n",
        "crontab": "0 3 * * * python score.py\n",
        **dict.fromkeys(("serve.py", "retrain.py", "web.py", "score.py"), ""),
    }
    found = collect(files)
    assert executed(found) == {
        "serve.py": By.IMAGE,
        "web.py": By.IMAGE,
        "score.py": By.SCHEDULE,
    }
    assert next(each for each in found.never if "retrain" in each.text).disabled == "suspend: true"


def test_graphs_run_when_their_runner_is_called() -> None:
    files = {
        "ml/dvc.yaml": "stages:\n  train:\n    cmd: python train.py\n",
        "ml/train.py": "",
        "MLproject": "entry_points:\n  main:\n    command: python main.py {alpha}\n",
        "main.py": "",
        "workflow/Snakefile": "rule a:\n    input: 'x'\n    shell:\n        'Rscript fit.R {input}'\n",
        "fit.R": "",
    }
    assert set(executed(collect(files)).values()) == {By.PIPELINE}
    found = collect(files | workflow("{run: dvc repro, working-directory: ml}", "run: mlflow run . -P alpha=1"))
    assert executed(found)["ml/train.py"] == By.CI | By.PIPELINE
    assert executed(found)["main.py"] == By.CI | By.PIPELINE


def test_documents_give_commands_with_prompts_taken_off() -> None:
    readme = (
        "# X\n```console\n$ git clone https://github.com/acme/x.git\n$ cd x\n$ python train.py \\\n    --fast\n"
        "epoch 1\n```\n"
        "```python\nimport os\n```\n```\npython serve.py\n```\n"
    )
    found = collect({"README.md": readme, "train.py": "", "serve.py": ""})
    assert executed(found) == {"train.py": By.DOCUMENTED, "serve.py": By.DOCUMENTED}
    assert found.running("python")[0].args == ("train.py", "--fast")
    assert found.running("python")[0].place.line == 5


def test_a_script_that_nobody_calls_is_only_a_script() -> None:
    found = collect({"jobs/run.sh": "python train.py\n", "jobs/train.py": ""})
    assert executed(found) == {"jobs/train.py": By.SCRIPT}


def test_folders_are_followed() -> None:
    files = {"a/b/x.py": "", "a/y.py": "", "z.py": ""}
    step = "run: cd a && (cd b && python x.py) && python y.py && cd .. && python z.py"
    assert set(executed(collect(files | workflow(step)))) == set(files)


def test_programs_that_execute_a_file() -> None:
    files = dict.fromkeys(("app.py", "n.ipynb", "f.R", "pkg/mod.py", "src/lib/run.py", "flow.py", "svc.py", "j.py"), "")
    steps = ["streamlit run app.py", "papermill n.ipynb out.ipynb", "Rscript f.R", "gunicorn -w 4 pkg.mod:app"]
    steps += [
        "python -m lib.run",
        "prefect deploy flow.py:main",
        "bentoml serve svc:svc",
        "ray job submit -- python j.py",
    ]
    assert set(executed(collect(files | workflow(*(f"run: {step}" for step in steps))))) == set(files)


def test_what_is_missing_is_named() -> None:
    steps = ("run: python train.py", "run: pip install -r reqs.txt", "run: bash go.sh", "run: make x")
    found = collect(workflow(*steps) | {"Makefile": "all:\n\techo\n"})
    assert missing(found) == ["train.py", "reqs.txt", "go.sh", "Makefile#x"]


def test_only_what_is_surely_missing_is_named() -> None:
    steps = (
        "run: python $SCRIPT",
        "run: python ${{ matrix.script }}",
        "run: python /opt/tool.py",
        "run: python made.py > out.yaml",
        "run: echo 'print()' > made.py && python made.py",
        "run: pytest -c $X --junitxml=out.xml",
        "{run: python x.py, working-directory: '${{ env.NOWHERE }}'}",
        "run: python train.py --config conf/new.yaml --output out.json",
        "run: docker compose exec web python inside.py",
    )
    found = collect(workflow(*steps) | {"train.py": ""})
    assert missing(found) == ["made.py", "conf/new.yaml"]


def test_what_was_fetched_before_is_not_missing() -> None:
    fetched = workflow("uses: actions/download-artifact@v4", "run: python built.py")
    cloned = workflow("run: git clone https://x/y.git && cd y && python there.py")
    other = workflow("uses: actions/checkout@v4\n        with: {repository: a/b}", "run: python theirs.py")
    assert not missing(collect(fetched)) + missing(collect(cloned)) + missing(collect(other))


def test_a_target_is_not_missing_where_more_may_be_declared() -> None:
    assert not missing(collect(workflow("run: make x") | {"Makefile": "include more.mk\nall:\n\techo\n"}))
    assert not missing(collect(workflow("run: make x-1") | {"Makefile": "x-%:\n\techo\n"}))


def test_circles_and_floods_end() -> None:
    circle = {"Makefile": "a: b\n\tmake b\nb: a\n\tbash x.sh\n", "x.sh": "make a\nbash x.sh\n"}
    assert len(collect(workflow("run: make a") | circle).all) < 100
    wide = {"Makefile": "".join(f"t{n}: {' '.join(f't{m}' for m in range(n))}\n\tpython x.py {n}\n" for n in range(60))}
    assert len(collect(workflow(*(["run: make t59"] * 3)) | wide).all) < 1_000


def test_broken_files_are_noted() -> None:
    found = collect(
        {
            "dvc.yaml": "stages: [}",
            "pyproject.toml": "[tool.poe.tasks\n",
            "package.json": '{"scripts": ',
            "a/Makefile": "\0",
        }
    )
    assert {note.partition(":")[0] for note in found.notes} >= {"package.json", "pyproject.toml", "a/Makefile"}
    assert not found.all


SEEDS = {
    "Makefile": "a: b\n\t-python x.py\nb:\n\tcd y && make a\n",
    "Dockerfile": 'FROM a AS b\nWORKDIR /x\nCOPY . .\nRUN --mount=a \\\n  pip install x\nCMD ["sh", "-c", "x"]\n',
    "docker-compose.yml": "services: {a: {command: [x, y], build: {context: .}, entrypoint: sh -c x}}\n",
    "dvc.yaml": "stages: {a: {cmd: [x, y], wdir: z}, b: {foreach: [1], do: {cmd: x}}}\n",
    "tox.ini": "[tox]\nenvlist = a,{b,c}\n[testenv]\ncommands = {[testenv:a]commands}\n[testenv:a]\ncommands = x\n",
    "noxfile.py": "import nox\n@nox.session(name='a')\ndef b(s):\n    s.run('x', f'{s}')\n",
    "pyproject.toml": "[tool.poe.tasks]\na = {sequence = ['b', {cmd = 'x'}]}\n[project.scripts]\nx = 'a:b'\n",
    "package.json": '{"scripts": {"a": "npm run b", "b": "x"}}',
    "MLproject": "entry_points: {main: {command: 'x {a}'}}\n",
    "Snakefile": "rule a:\n  shell:\n    '''x\n    y'''\nrule b:\n  script: 'x.py'\n",
    "Taskfile.yml": "tasks: {a: {cmds: [x, {task: b}], deps: [c], dir: y}}\n",
    "README.md": "# a\n```bash\n$ make a\n```\n",
    "pod.yaml": "kind: CronJob\nspec: {suspend: true, containers: [{name: a, command: [sh, -c, x], args: [y]}]}\n",
    "x.service": "[Service]\nExecStart=/opt/a/b c\nWorkingDirectory=/srv/x\n",
    "run.sh": "set -e\ncd x || exit 1\nfor i in 1; do python a.py | tee b; done\n",
}
PIECES = ["", "[", "]", "{", "}", ": ", "- ", "\n", "null", "\t", "$(", "'", '"', "\\", "`", "&&", "cd ..", "\0"]


@pytest.mark.parametrize("path", SEEDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_text_makes_it_raise(path: str, data: st.DataObject) -> None:
    text = SEEDS[path]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 12, len(text))))
        text = text[:start] + data.draw(st.sampled_from(PIECES)) + text[end:]
    ci = workflow("run: make a", "run: docker build .", "run: dvc repro", "run: tox", "run: nox", "run: npm run a")
    found = collect({path: text, "a.py": "", "x.py": "", **ci})
    assert all(each.place.line > 0 for each in found.all)


def test_nothing_gives_nothing() -> None:
    assert collect({}) == Commands()


def test_a_command_inside_a_sentence_is_documented() -> None:
    commands = collect(
        {
            "README.md": "# Churn\n\nType `make train` and wait.\n",
            "Makefile": "train:\n\tpython train.py\n",
            "train.py": "",
        }
    )
    assert any(each.by & By.DOCUMENTED and each.program == "python" for each in commands.all)


def test_a_script_whose_name_a_matrix_completes() -> None:
    files = {
        **workflow("run: sh scripts/test_${{ matrix.part }}.sh"),
        "scripts/test_api.sh": "pytest api\n",
        "scripts/test_model.sh": "pytest model\n",
        "scripts/deploy.sh": "kubectl apply\n",
    }
    found = collect(files)
    assert {each.args for each in found.running("pytest") if each.by & By.CI} == {("api",), ("model",)}
    assert not [each for each in found.running("kubectl") if each.by & By.CI]


def test_a_guide_that_runs_what_no_path_ends_with() -> None:
    guide = "```bash\nbash scripts/deploy.sh\ncd infra && bash aws/apply.sh\npython path/to/your_script.py\n```\n"
    files = {"README.md": guide, "ops/deploy.sh": "ls\n", "infra/aws/apply.sh": "ls\n"}
    assert missing(collect(files)) == ["scripts/deploy.sh"]


def test_a_file_of_another_project_is_there_for_a_job_that_runs_from_the_root() -> None:
    whole = MemoryTree(
        workflow("run: bash tools/go.sh", "run: bash tools/gone.sh", "run: python one/train.py")
        | {"tools/go.sh": "", "tools/a.py": "", "one/train.py": "", "two/train.py": ""}
    )
    tree = NarrowTree(whole, "one", ["two"])
    found = CommandsCollector().collect(tree, CiCollector().collect(tree))
    assert "tools/go.sh" not in tree.entries
    assert missing(found) == ["tools/gone.sh"]


def test_a_file_without_a_suffix_is_a_script_when_its_first_line_names_a_shell() -> None:
    def found(first: str, path: str = "bin/nightly") -> dict[str, By]:
        return executed(collect({path: f"{first}\npython train.py\n", "train.py": "print(1)\n"}))

    assert found("#!/bin/bash") == found("#!/usr/bin/env sh") == {"train.py": By.SCRIPT}
    assert found("#!/usr/bin/env python3") == found("nothing") == found("#!/bin/bashful") == {}
    assert found("#!/bin/sh", "vendor/nightly") == {}


TASKS = {
    "BashOperator(task_id='fit', bash_command='cd /srv && python -m tides.fit --day {{ ds }}')": "tides/fit.py",
    "DockerOperator(task_id='fit', image='x', command=['python', 'tides/fit.py'])": "tides/fit.py",
    "KubernetesPodOperator(task_id='fit', cmds=['python'], arguments=['tides/fit.py', '-v'])": "tides/fit.py",
    "own_task(task_id='fit', command='fit-tides ' f'--day {day} ' '{% if x %}--all{% endif %}')": "tides/fit.py",
}


@pytest.mark.parametrize("task", TASKS)
def test_the_command_of_a_task_is_followed(task: str) -> None:
    files = {
        "dags/weekly.py": f"with DAG('weekly'):\n    {task}\n",
        "tides/fit.py": "def main():\n    ...\n",
        "tides/__init__.py": "",
        "pyproject.toml": "[project]\nname = 'tides'\n[project.scripts]\nfit-tides = 'tides.fit:main'\n",
    }
    found = executed(collect(files))
    assert found[TASKS[task]] & By.PIPELINE
    del files["dags/weekly.py"]
    assert not executed(collect(files)).get(TASKS[task], By.NOBODY) & By.PIPELINE


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("dags/weekly.py", "note(name='fit', command='python tides/fit.py')\n"),
        ("dags/weekly.py", "task(task_id='fit', command=unknown)\n"),
        ("dags/weekly.py", "task(task_id='fit', command='python tides/fit.py'\n"),
        ("tests/test_dags.py", "task(task_id='fit', command='python tides/fit.py')\n"),
        ("examples/dags/weekly.py", "task(task_id='fit', command='python tides/fit.py')\n"),
    ],
)
def test_what_is_no_task_starts_nothing(path: str, text: str) -> None:
    found = executed(collect({path: text, "tides/fit.py": ""}))
    assert not found.get("tides/fit.py", By.NOBODY) & By.PIPELINE
