"""The advice read as the owner of a repository would: it names what is there and contradicts nothing that was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from tests.conftest import GitRepo

from rung.domain import Finding
from rung.workspace import Workspace

MakeRepo = Callable[..., GitRepo]
TRAIN = """\
import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

table = pd.read_csv("data/train.csv")
model = LogisticRegression().fit(table[["x"]], table["y"])
"""


def remedies(make_repo: MakeRepo, files: Mapping[str, str], days: int = 1) -> dict[str, Finding]:
    repo = make_repo()
    repo.commit(dict(files), date="2026-01-01T12:00")
    for number in range(1, days):
        repo.commit({"notes.txt": str(number)}, date=f"2026-01-{number + 1:02}T12:00")
    (only,) = Workspace().assess(repo.path).assessments
    return {each.id: each for each in only.findings}


@pytest.mark.parametrize("days", [1, 3])
def test_history_is_not_asked_to_begin_again(make_repo: MakeRepo, days: int) -> None:
    found = remedies(make_repo, {"train.py": TRAIN}, days)
    assert "git init" not in found["code-in-version-control"].remedy


@pytest.mark.parametrize(
    ("files", "practice", "expected"),
    [
        ({".gitlab-ci.yml": "build:\n  script: [make]\n"}, "pipeline-failure-reaches-a-person", "when: on_failure"),
        ({"Makefile": "lint:\n\truff check\n"}, "one-command-run", "a target to Makefile"),
        ({"poetry.lock": "", "pyproject.toml": "[tool.poetry]\nname='x'\n"}, "environment-locked", "poetry"),
        ({}, "runs-recorded", "mlflow"),
        ({"dvc.yaml": "stages: {}\n"}, "data-versioned", "dvc"),
    ],
)
def test_tools_of_the_repository_are_named(
    make_repo: MakeRepo, files: dict[str, str], practice: str, expected: str
) -> None:
    found = remedies(make_repo, {"train.py": TRAIN, "README.md": "# Prices\n", **files})
    assert expected in found[practice].remedy, found[practice].because


def test_lock_that_is_there_is_not_asked_for_again(make_repo: MakeRepo) -> None:
    pinned = "scikit-learn==1.5.0\npandas==2.2.0\nmlflow==3.1.0\n"
    found = remedies(make_repo, {"train.py": TRAIN, "requirements.txt": pinned})
    assert "commit the lock" not in found["environment-locked"].remedy
