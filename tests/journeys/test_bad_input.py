"""Whatever lies in the folder: a level or a sentence, never a traceback, and nothing is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import GitRepo
from typer.testing import CliRunner

from rung.cli.app import app
from rung.domain import Verdict
from rung.errors import RungError, SourceError
from rung.workspace import Workspace

MakeRepo = Callable[..., GitRepo]
TRAIN = "from sklearn.linear_model import LogisticRegression\n\nLogisticRegression().fit([[0], [1]], [0, 1])\n"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
)

BAD = {
    "Python 2": {"old.py": "print 'hello'\nexcept IOError, e:\n"},
    "merge conflict": {"merge.py": "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n"},
    "not UTF-8": {"latin.py": b"name = '\xe9\xff'\n", "docs/\xe9.md": b"\xff\xfe\x00bad"},
    "invalid YAML": {".github/workflows/ci.yml": "on: [push\njobs: {", "dvc.yaml": "stages: [", "docker-compose.yml": "\t- x: ]"},
    "YAML bomb": {".github/workflows/ci.yml": BOMB, "params.yaml": BOMB, "dvc.yaml": BOMB, "rung.yml": BOMB},
    "deep nesting": {"deep.py": "x = " + "(" * 5000, "deep.json": "[" * 100_000, "deep.yaml": "[" * 50_000},
    "broken notebook": {"a.ipynb": "{", "b.ipynb": '{"cells": 3}', "c.ipynb": '{"cells": [{"cell_type": "code", "source": 5}]}'},
    "broken manifests": {"pyproject.toml": "[tool", "setup.cfg": "[[[", "Pipfile.lock": "{", "poetry.lock": "\0\0", "package.json": "["},
    "broken infrastructure": {"main.tf": 'resource "x" {' * 200, "Jenkinsfile": "pipeline { {{{", "x.bicep": "resource '", "Chart.yaml": "}"},
    "strange names": {"a\nb.py": TRAIN, "spaces in/it is.py": TRAIN, "--help.py": TRAIN, "\u202etxt.py": TRAIN},
    "empty files": dict.fromkeys(["train.py", "Makefile", "Dockerfile", "README.md", "dvc.yaml", "MLproject", ".gitlab-ci.yml"], ""),
    "R that is none": {"x.R": "function( {{{ \"", "y.Rmd": "```{r}\n", "DESCRIPTION": ":::"},
}  # fmt: skip


@pytest.mark.parametrize("files", BAD.values(), ids=BAD.keys())
def test_bad_files_give_a_level_and_no_traceback(make_repo: MakeRepo, files: dict[str, str | bytes]) -> None:
    repo = make_repo({"model.py": TRAIN, **files})
    (assessment,) = Workspace().assess(repo.path).assessments
    assert assessment.configured_level is not None
    assert not [note for note in assessment.notes if note.kind == "collector"], assessment.notes


@pytest.mark.parametrize("files", BAD.values(), ids=BAD.keys())
def test_the_command_line_survives_them_too(make_repo: MakeRepo, files: dict[str, str | bytes]) -> None:
    repo = make_repo({"model.py": TRAIN, **files})
    for form in ("terminal", "json", "sarif", "markdown", "badge"):
        result = CliRunner().invoke(app, ["assess", str(repo.path), "--format", form])
        assert result.exit_code == 0, result.output
        assert result.exception is None


def test_a_rung_yaml_that_is_wrong_says_where(make_repo: MakeRepo) -> None:
    repo = make_repo({"model.py": TRAIN, "rung.yaml": "project: churn\nmodle: {}\n"})
    with pytest.raises(RungError, match=r"rung\.yaml:2: unknown key modle"):
        Workspace().assess(repo.path)


def test_a_folder_without_git_is_measured_and_has_no_history(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    (assessment,) = Workspace().assess(tmp_path).assessments
    assert assessment.commit is None
    assert assessment.finding("code-in-version-control").verdict is Verdict.UNMET


def test_an_empty_folder_is_not_machine_learning(tmp_path: Path) -> None:
    (assessment,) = Workspace().assess(tmp_path).assessments
    assert assessment.configured_level is None


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        Workspace().assess(tmp_path / "nowhere")


def test_a_shallow_clone_says_so_and_claims_nothing_about_reviews(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"model.py": TRAIN})
    for day in range(1, 6):
        repo.commit({"model.py": TRAIN + f"# {day}\n"}, date=f"2026-02-0{day}T10:00")
    clone = repo.clone(tmp_path / "clone", "--depth", "1")
    (assessment,) = Workspace().assess(clone.path).assessments
    assert any("shallow" in note.text for note in assessment.notes)
    assert assessment.finding("changes-reviewed").verdict is Verdict.UNKNOWN


def test_a_partial_clone_without_blobs_is_unknown_not_unmet(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"model.py": TRAIN, "README.md": "# Churn\n"})
    clone = repo.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout", "--bare")
    (assessment,) = Workspace().assess(clone.path).assessments
    assert any("not in this" in note.text for note in assessment.notes)


def test_links_that_go_round_end(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "dead").symlink_to("nowhere")
    (assessment,) = Workspace().assess(tmp_path).assessments
    assert assessment.configured_level is not None


def test_a_notebook_of_200_megabytes_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    with (tmp_path / "huge.ipynb").open("wb") as file:
        file.truncate(200_000_000)
    (assessment,) = Workspace().assess(tmp_path).assessments
    assert assessment.configured_level is not None


def test_nothing_is_written(make_repo: MakeRepo) -> None:
    repo = make_repo({"model.py": TRAIN, "README.md": "# Churn\n"})
    before = _state(repo.path)
    Workspace().assess(repo.path)
    Workspace().assess(repo.path, worktree=True)
    assert _state(repo.path) == before


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            status = (Path(root) / name).stat()
            found[str(Path(root) / name)] = (status.st_size, status.st_mtime_ns)
    return found
