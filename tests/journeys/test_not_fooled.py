"""Words, empty files and idle jobs earn nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import GitRepo
from tests.journeys.fakes import CI, REAL, TRAIN, WORKFLOW

from rung.domain import Assessment, Kind, Level, Verdict
from rung.workspace import Workspace

MakeRepo = Callable[..., GitRepo]

FAKE = {
    "README.md": "# Fraud\n\nBuilt with MLflow, DVC, Airflow, Great Expectations, Evidently, Feast and KServe. Drift is monitored.\n",
    "poetry.lock": "",
    "uv.lock": "",
    "dvc.lock": "",
    "requirements.txt": "mlflow\ndvc\nevidently\nfeast\n",
    "Dockerfile": "FROM python:latest\n",
    "junit.xml": '<testsuite tests="412" failures="0"/>\n',
    "MODEL_CARD.md": "# Model card\n\n[More Information Needed]\n",
    "tests/test_model.py": "def test_placeholder():\n    assert True\n",
    ".github/workflows/ci.yml": "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: 'true'\n",
    "train.py": "import mlflow\nfrom sklearn.dummy import DummyClassifier\n\n\ndef never():\n    mlflow.start_run()\n\n\nDummyClassifier().fit([[0]], [0])\n",
}


def assess(folder: Path) -> Assessment:
    (assessment,) = Workspace().assess(folder).assessments
    return assessment


def test_an_eleven_file_fake_stays_on_the_floor_and_says_what_was_disregarded(make_repo: MakeRepo) -> None:
    repo = make_repo(FAKE, name="fraud")
    assessment = assess(repo.path)
    assert assessment.configured_level is Level.MANUAL
    told = " ".join(note.text for note in assessment.notes if note.kind == "disregarded")
    assert "lock files name no package" in told
    assert "run nothing that could fail" in told
    assert "evidently" in told
    assert "test reports" in told


def test_a_list_of_links_gets_no_level(make_repo: MakeRepo) -> None:
    lines = "".join(f"- [Tool {n}](https://example.org/{n}) - drift, registry, feature store\n" for n in range(200))
    repo = make_repo({"README.md": f"# Awesome production machine learning\n\n{lines}"}, name="awesome")
    assessment = assess(repo.path)
    assert assessment.kind is Kind.NOT_ML
    assert assessment.configured_level is None


def test_a_program_whose_comments_speak_of_drift_gets_no_level(make_repo: MakeRepo) -> None:
    repo = make_repo(
        {
            "README.md": "# Assembler\n\nA de novo assembler for long reads.\n",
            "assembler/align.py": "# models the drift of the read head; retrain the pore model by hand\n\n\ndef align(reads):\n    return sorted(reads)\n",
            "assembler/main.py": "from assembler.align import align\n\n\ndef main():\n    align([])\n\n\nif __name__ == '__main__':\n    main()\n",
        },
        name="assembler",
    )
    assert assess(repo.path).kind is Kind.NOT_ML


def test_the_project_that_the_fakes_are_made_of_stands_on_level_2(make_repo: MakeRepo) -> None:
    assessment = assess(make_repo(REAL, name="churn").path)
    assert assessment.configured_level is Level.REPEATABLE
    assert not [note for note in assessment.notes if note.kind == "disregarded"]
    met = {each.id for each in assessment.findings if each.verdict is Verdict.MET}
    assert met >= {"ci-on-every-change", "pipeline-runs-unattended", "automated-deployment"}


def train_with(old: str, new: str) -> dict[str, str]:
    assert old in TRAIN
    return {"train.py": TRAIN.replace(old, new)}


EXITING = {CI: WORKFLOW.replace("- run: ", "- run: exit 0; ")}
HEADER = "def main():\n"
CODE = "can never run"
COMMANDS = "never do anything"
FAKES: dict[str, tuple[dict[str, str], str]] = {
    "a return before everything": (train_with(HEADER, f"{HEADER}    return\n"), CODE),
    "a return under if True": (train_with(HEADER, f"{HEADER}    if True:\n        return None\n"), CODE),
    "the same, and steps that exit": (train_with(HEADER, f"{HEADER}    if True:\n        return None\n") | EXITING, COMMANDS),
    "a loop without end": (train_with(HEADER, f"{HEADER}    while True:\n        pass\n"), CODE),
    "an exit before the call": (train_with("    main()\n", "    raise SystemExit\n    main()\n"), CODE),
    "a guard for another name": (train_with('"__main__"', '"never"'), CODE),
    "a call that is short-circuited": (train_with("    main()\n", "    False and main()\n"), ""),
    "a switch that is off": (train_with("    main()\n", "    if RUN:\n        main()\n\n\nRUN = False\n"), ""),
    "a main that is only printed": (train_with("    main()\n", "    print(main)\n"), ""),
    "a main in a lambda": (train_with("    main()\n", "    go = lambda: main()\n"), ""),
    "functions without a body": ({"train.py": "import mlflow\n\n\ndef main():\n    pass\n\n\nmain()\n"}, ""),
    "literals instead of data, in one line": (
        {"train.py": "import mlflow\nfrom sklearn.dummy import DummyClassifier\n\nDummyClassifier().fit([[0]], [0])\n"},
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAKES)
def test_training_that_never_runs_stays_on_the_floor(name: str, make_repo: MakeRepo) -> None:
    changed, told = FAKES[name]
    assessment = assess(make_repo({**REAL, **changed}, name="churn").path)
    assert assessment.configured_level is Level.MANUAL
    assert told in " ".join(note.text for note in assessment.notes if note.kind == "disregarded")


NEVER = '  push:\n    branches: [main]\n  pull_request:\n  schedule:\n    - cron: "0 4 * * 1"\n'
IDLE_CI = {
    "exit": WORKFLOW.replace("- run: ", "- run: exit 0; "),
    "false &&": WORKFLOW.replace("- run: ", "- run: false && "),
    "a step that fails first": WORKFLOW.replace("    steps:\n", "    steps:\n      - run: exit 1\n"),
    "a job that is off": WORKFLOW.replace("  test:\n", "  gate:\n    if: false\n  test:\n    needs: gate\n"),
    "a shell that only reads": WORKFLOW.replace("jobs:\n", "defaults:\n  run:\n    shell: bash -n {0}\njobs:\n"),
    "the 31st of February": WORKFLOW.replace(NEVER, "  schedule:\n    - cron: 0 0 31 2 *\n"),
    "every path left out": WORKFLOW.replace(NEVER, "  push:\n    paths-ignore: ['**']\n"),
    "a matrix without values": WORKFLOW.replace("    steps:\n", "    strategy: {matrix: {x: []}}\n    steps:\n"),
    "dry runs": WORKFLOW.replace("make train", "make -n train")
    .replace("pytest -q", "pytest --collect-only")
    .replace("docker push", "docker push --dry-run")
    .replace("kubectl set", "kubectl --dry-run=client set"),
}  # fmt: skip


@pytest.mark.parametrize("name", IDLE_CI)
def test_a_pipeline_that_never_runs_brings_nothing(name: str, make_repo: MakeRepo) -> None:
    assert IDLE_CI[name] != WORKFLOW
    assessment = assess(make_repo({**REAL, CI: IDLE_CI[name]}, name="churn").path)
    met = {each.id for each in assessment.findings if each.verdict is Verdict.MET}
    assert met.isdisjoint({"ci-on-every-change", "pipeline-runs-unattended", "automated-deployment"})


def test_a_command_whose_script_has_moved_away_starts_nothing(make_repo: MakeRepo) -> None:
    train = (
        "import pandas\nfrom sklearn.linear_model import Ridge\nfrom sklearn.metrics import r2_score\n\n"
        "rows = pandas.read_csv('rows.csv')\nmodel = Ridge().fit(rows[['a']], rows['y'])\n"
        "print(r2_score(rows['y'], model.predict(rows[['a']])))\n"
    )
    nightly = (
        "on: {schedule: [{cron: '0 3 * * *'}]}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make train\n"
    )
    files = {
        "Makefile": "train:\n\tpython train.py\n",
        "README.md": "# Prices\n\nRun `make train`.\n",
        "rows.csv": "a,y\n1,2\n",
        ".github/workflows/nightly.yml": nightly,
    }
    there = assess(make_repo({**files, "train.py": train}, name="there").path)
    gone = assess(make_repo({**files, "other/train.py": train}, name="gone").path)
    verdicts = [
        [each.finding(practice).verdict.value for practice in ("one-command-run", "pipeline-runs-unattended")]
        for each in (there, gone)
    ]
    assert verdicts[0][0] == "met"
    assert verdicts[1] == ["unmet", "unmet"] or verdicts[1] == ["unmet", "partial"]
    assert "train.py, which does not exist" in gone.finding("one-command-run").because
