"""A pipe where git has a file is refused with a sentence; nothing waits for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")

ASSESS = (
    "import sys; from rung.assess.tree import open_tree; from pathlib import Path\n"
    "from rung.cli.dirt import is_dirty\n"
    "tree = open_tree(Path(sys.argv[1]), worktree=len(sys.argv) > 2); tree.history(); print(tree.dirty)\n"
    "is_dirty(Path(sys.argv[1]))"
)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "train.py").write_text("import sklearn\n")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-qb", "main"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], cwd=root, check=True)
    return root


def read(*arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the library waits without looking at signals."""
    return subprocess.run(
        [sys.executable, "-c", ASSESS, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "place",
    ["config", "HEAD", "refs/heads/main", "shallow", "info/grafts", "objects/info/alternates", "index", "info/exclude"],
)
@pytest.mark.parametrize("also", [(), ("worktree",)])
def test_pipe_in_the_git_folder(repository: Path, place: str, also: tuple[str, ...]) -> None:
    pipe = repository / ".git" / place
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    assert "reading it would never end" in read(str(repository), *also).stderr


@pytest.mark.parametrize(
    "setting",
    [
        "[include]\n\tpath = pipe\n",
        '[include] path = "pi\\\npe" ; remark\n',
        '[includeIf "gitdir:/"]\n path=other\n',
        "[core]\n excludesFile = pipe\n",
    ],
)
def test_pipe_that_a_setting_names(repository: Path, setting: str) -> None:
    os.mkfifo(repository / ".git" / "pipe")
    (repository / ".git" / "other").write_text("[include] path = pipe\n")
    with (repository / ".git" / "config").open("a") as config:
        config.write(setting)
    assert "reading it would never end" in read(str(repository)).stderr


def test_pipe_that_a_git_file_leads_to(repository: Path) -> None:
    (repository / ".git").rename(repository / "elsewhere")
    (repository / ".git").write_text("gitdir: elsewhere\n")
    (repository / "elsewhere" / "config").unlink()
    os.mkfifo(repository / "elsewhere" / "config")
    assert "reading it would never end" in read(str(repository)).stderr


@pytest.mark.parametrize("name", [".gitignore", ".gitattributes"])
def test_pipe_beside_the_files(repository: Path, name: str) -> None:
    os.mkfifo(repository / "sub" / name)
    assert read(str(repository)).stdout == "0\n"
    assert "reading it would never end" in read(str(repository), "worktree").stderr


def test_null_device_is_nothing(repository: Path) -> None:
    with (repository / ".git" / "config").open("a") as config:
        config.write("[core]\n excludesFile = /dev/null\n")
    assert read(str(repository)).stdout == "0\n"
