"""Whatever lies in the folder: a level or a sentence, never a traceback, and nothing is written."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import GitRepo
from typer.testing import CliRunner

from rung.assess.tree import EntryKind, open_tree
from rung.cli.app import app
from rung.domain import Kind, Verdict
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
    "not UTF-8": {"latin.py": b"name = '\xe9\xff'\n", "docs/\xe9.md": b"\xff\xfe\x00bad", "\udce9.py": TRAIN, "a.py": TRAIN},
    "invalid YAML": {".github/workflows/ci.yml": "on: [push\njobs: {", "dvc.yaml": "stages: [", "docker-compose.yml": "\t- x: ]"},
    "YAML bomb": {".github/workflows/ci.yml": BOMB, "params.yaml": BOMB, "dvc.yaml": BOMB, "rung.yml": BOMB},
    "deep nesting": {
        "deep.py": "x = " + "(" * 5_000 + "1" + ")" * 5_000, "long.py": "x = " + "-" * 100_000 + "1",
        "deep.json": "[" * 100_000 + "]" * 100_000, "deep.yaml": "[" * 50_000 + "]" * 50_000,
        "deep.ipynb": '{"cells": ' + "[" * 50_000 + "]" * 50_000 + "}", "deep.tf": "a {" * 5_000 + "}" * 5_000,
    },
    "broken notebook": {"a.ipynb": "{", "b.ipynb": '{"cells": 3}', "c.ipynb": '{"cells": [{"cell_type": "code", "source": 5}]}'},
    "broken manifests": {"pyproject.toml": "[tool.poe.tasks", "setup.cfg": "[[[", "Pipfile.lock": "{", "poetry.lock": "\0\0", "package.json": "["},
    "broken infrastructure": {"main.tf": 'resource "x" {' * 200, "Jenkinsfile": "pipeline { {{{", "x.bicep": "resource '", "Chart.yaml": "}"},
    "strange names": {"a\nb.py": TRAIN, "spaces in/it is.py": TRAIN, "--help.py": TRAIN, "\u202etxt.py": TRAIN},
    "empty files": dict.fromkeys(["train.py", "Makefile", "Dockerfile", "README.md", "dvc.yaml", "MLproject", ".gitlab-ci.yml"], ""),
    "binary where text should be": dict.fromkeys(["Makefile", "Dockerfile", ".gitlab-ci.yml", "pyproject.toml", "README.md", "x.py"], b"\0"),
    "R that is none": {"x.R": "function( {{{ \"", "y.Rmd": "```{r}\n", "DESCRIPTION": ":::"},
}  # fmt: skip
UNREAD = {
    "Python 2": {"old.py"},
    "merge conflict": {"merge.py"},
    "invalid YAML": {".github/workflows/ci.yml", "dvc.yaml", "docker-compose.yml"},
    "YAML bomb": {".github/workflows/ci.yml", "params.yaml", "dvc.yaml", "rung.yml"},
    "deep nesting": {"deep.py", "long.py", "deep.json", "deep.yaml", "deep.ipynb", "deep.tf"},
    "broken notebook": {"a.ipynb", "b.ipynb"},
    "broken manifests": {"pyproject.toml", "poetry.lock", "Pipfile.lock", "package.json"},
    "broken infrastructure": {"main.tf", "Chart.yaml"},
    "binary where text should be": {"Makefile", "Dockerfile", ".gitlab-ci.yml", "pyproject.toml", "README.md", "x.py"},
}
"""What is told to be unread of each; of the rest everything was read as far as it goes."""


@pytest.mark.parametrize("files", BAD.values(), ids=BAD.keys())
def test_bad_files_give_a_level_and_no_traceback(make_repo: MakeRepo, files: dict[str, str | bytes]) -> None:
    repo = make_repo({"model.py": TRAIN, **files})
    (assessment,) = Workspace().assess(repo.path).assessments
    assert assessment.configured_level is not None
    failed = [note.text for note in assessment.notes if note.kind in ("collector", "practice")]
    assert not failed
    assert {each.path for each in assessment.unread} == UNREAD.get(_name_of(files), set())


def _name_of(files: dict[str, str | bytes]) -> str:
    return next(name for name, its in BAD.items() if its is files)


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


PROJECT = {
    "src/train.py": TRAIN,
    "eda.ipynb": '{"cells": []}',
    "Makefile": "train:\n\tpython src/train.py\n",
    "README.md": "# Churn\n",
}
FETCH = "git fetch --refetch --no-filter"


@pytest.mark.parametrize("given", ["blob:none", "blob:limit=1", "tree:0"])
def test_of_a_partial_clone_nothing_is_taken_for_absent(make_repo: MakeRepo, tmp_path: Path, given: str) -> None:
    repo = make_repo(PROJECT)
    clone = repo.clone(tmp_path / "clone", f"--filter={given}", "--no-checkout", "--bare")
    (assessment,) = Workspace().assess(clone.path).assessments
    assert assessment.kind is Kind.PROJECT
    assert assessment.kind_because.startswith("taken for a project: ")
    unmet = {finding.id for finding in assessment.findings if finding.verdict is Verdict.UNMET}
    assert unmet <= OF_HISTORY_AND_NAMES
    assert assessment.finding("repository-hygiene").verdict is Verdict.UNKNOWN
    assert any(FETCH in note.text for note in assessment.notes if note.kind == "source")
    if given != "tree:0":
        assert {each.path for each in assessment.unread} == set(PROJECT)
        assert assessment.finding("one-command-run").remedy == f"fetch it: {FETCH}"


OF_HISTORY_AND_NAMES = {"changes-reviewed", "shared-ownership", "ci-on-every-change"}
"""What can be told without any content: no name is that of a CI definition."""


@pytest.mark.parametrize("given", ["blob:none", "tree:0"])
def test_what_it_says_to_run_completes_a_partial_clone(make_repo: MakeRepo, tmp_path: Path, given: str) -> None:
    repo = make_repo(PROJECT)
    whole = Workspace().assess(repo.path).assessments[0]
    clone = repo.clone(tmp_path / "clone", f"--filter={given}", "--no-checkout", "--bare")
    clone.git(*FETCH.split()[1:])
    (assessment,) = Workspace().assess(clone.path).assessments
    assert not assessment.unread
    assert assessment.kind_because == whole.kind_because
    assert [finding.verdict for finding in assessment.findings] == [finding.verdict for finding in whole.findings]


def test_measuring_a_partial_clone_fetches_nothing(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo(PROJECT)
    clone = repo.clone(tmp_path / "clone", "--filter=blob:none", "--no-checkout", "--bare")
    before = _state(clone.path)
    Workspace().assess(clone.path)
    assert _state(clone.path) == before


def test_a_single_absent_file_is_told_with_its_reason(make_repo: MakeRepo, tmp_path: Path) -> None:
    repo = make_repo({"model.py": TRAIN, "eda.ipynb": "x" * 5_000})
    clone = repo.clone(tmp_path / "clone", "--filter=blob:limit=2k", "--no-checkout", "--bare")
    (assessment,) = Workspace().assess(clone.path).assessments
    assert [note.text for note in assessment.notes if note.kind == "unread"] == [
        "eda.ipynb was not read: not in this copy (partial clone)"
    ]


def test_a_folder_that_may_not_be_opened_hides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "closed").mkdir()
    real = os.scandir

    def refuses(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("rung.assess.tree.folder.os.scandir", refuses)
    (assessment,) = Workspace().assess(tmp_path).assessments
    assert assessment.finding("ci-on-every-change").verdict is Verdict.UNKNOWN
    assert assessment.finding("repository-hygiene").verdict is Verdict.UNKNOWN


def test_links_that_go_round_end(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "dead").symlink_to("nowhere")
    tree = open_tree(tmp_path)
    assert {path: entry.kind for path, entry in tree.entries.items()} == {
        "dead": EntryKind.LINK,
        "loop": EntryKind.LINK,
        "train.py": EntryKind.FILE,
    }
    (assessment,) = Workspace().assess(tmp_path).assessments
    assert assessment.configured_level is not None


def test_a_notebook_of_200_megabytes_is_not_read_and_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    with (tmp_path / "huge.ipynb").open("wb") as file:
        file.truncate(200_000_000)
    (assessment,) = Workspace().assess(tmp_path).assessments
    assert [note.text for note in assessment.notes if note.kind == "unread"] == ["huge.ipynb was not read: over 32 MB"]


@pytest.mark.parametrize("worktree", [False, True])
def test_a_notebook_that_is_large_for_its_outputs_is_read(make_repo: MakeRepo, worktree: bool) -> None:
    outputs = [{"data": {"image/png": "A" * 5_000_000}}]
    cells = [{"cell_type": "code", "source": TRAIN, "outputs": outputs}]
    repo = make_repo({"eda.ipynb": json.dumps({"nbformat": 4, "cells": cells})})
    (assessment,) = Workspace().assess(repo.path, worktree=worktree).assessments
    assert assessment.kind_because == "eda.ipynb cell 1 trains"
    assert not assessment.unread


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
