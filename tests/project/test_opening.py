"""From a folder to its project and to where its workspace lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from rung.errors import ManifestError, UsageError
from rung.project.opening import open_project


def project(folder: Path, text: str) -> Path:
    (folder / "rung.yaml").write_text(text)
    return folder


def test_the_nearest_file_above_counts(tmp_path: Path) -> None:
    inner = project(tmp_path, "project: flights\n") / "src" / "flights"
    inner.mkdir(parents=True)
    opened = open_project(inner)
    assert (opened.root, opened.name) == (tmp_path.resolve(), "flights")
    assert opened.home.store == tmp_path.resolve() / ".rung" / "store.db"
    assert opened.home.files == tmp_path.resolve() / ".rung" / "blobs"


def test_a_project_without_a_name_is_called_as_its_folder(tmp_path: Path) -> None:
    assert open_project(project(tmp_path, "owner: us\n")).name == tmp_path.name


def test_nothing_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no rung.yaml here or above") as error:
        open_project(tmp_path)
    assert error.value.fix == "rung init"


@pytest.mark.parametrize(
    ("written", "variables", "store", "files"),
    [
        ("state", {}, "{root}/state/store.db", "{root}/state/blobs"),
        ("${env:HOME_OF_RUNG}/x", {"HOME_OF_RUNG": "/srv"}, "/srv/x/store.db", "/srv/x/blobs"),
        ("${env:W}", {"W": "postgresql://h/d"}, "postgresql://h/d", "{root}/.rung/blobs"),
        ("${env:W}", {"W": "postgresql://h/d  s3://b/p"}, "postgresql://h/d", "s3://b/p"),
    ],
)
def test_where_the_workspace_lies(
    tmp_path: Path, written: str, variables: dict[str, str], store: str, files: str
) -> None:
    home = open_project(project(tmp_path, f"workspace: {written}\n"), variables).home
    root = str(tmp_path.resolve())
    assert (str(home.store), str(home.files)) == (store.format(root=root), files.format(root=root))


def test_a_variable_that_is_not_set_is_named_and_nothing_else_is(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the variable W is not set") as error:
        open_project(project(tmp_path, "workspace: postgresql://me:${env:W}@h/d\n"), {})
    assert "me" not in str(error.value).replace("name", "")


def test_what_does_not_fit_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="pipelin"):
        open_project(project(tmp_path, "pipelin: {}\n"))
    (tmp_path / "rung.yaml").write_bytes(b"project: \xff\n")
    with pytest.raises(UsageError, match="not UTF-8"):
        open_project(tmp_path)


def test_lines_of_keys(tmp_path: Path) -> None:
    opened = open_project(project(tmp_path, "project: a\npipeline:\n  train: {run: python train.py}\n"))
    assert opened.line("pipeline.train") == "rung.yaml:3"


def test_a_workspace_that_the_environment_names(tmp_path: Path) -> None:
    shared = {"RUNG_WORKSPACE": "postgresql://h/d s3://bucket"}
    home = open_project(project(tmp_path, "project: x\n"), shared).home
    assert (home.store, home.files) == ("postgresql://h/d", "s3://bucket")
    own = open_project(project(tmp_path, "workspace: mine\n"), shared).home
    assert own.store == tmp_path / "mine" / "store.db"
