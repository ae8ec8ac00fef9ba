"""Words, empty files and idle jobs earn nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import GitRepo

from rung.domain import Assessment, Kind, Level
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
