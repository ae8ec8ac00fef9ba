"""Reading a plain folder."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rung.assess.tree import EntryKind, open_tree
from rung.errors import SourceError


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "plain"
    root.mkdir()
    return root


def test_lists_files_sorted_without_what_git_would_be_told_to_ignore(folder):
    for name in ("b.py", "src/a.py", "node_modules/x/y.js", "src/__pycache__/a.pyc", ".venv/lib/z.py", ".env"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    tree = open_tree(folder)
    assert list(tree.entries) == [".env", "b.py", "run.sh", "src/a.py"]
    assert tree.entries["run.sh"].kind is EntryKind.EXECUTABLE
    assert tree.text("src/a.py") == "x"
    assert tree.commit is None
    assert tree.history() is None
    assert (tree.notes, tree.dirty, tree.remote) == ([], 0, None)


def test_below(folder):
    (folder / "a").mkdir()
    (folder / "a" / "x.py").write_text("")
    tree = open_tree(folder, below="a")
    assert (list(tree.entries), tree.prefix) == (["x.py"], "a")
    with pytest.raises(SourceError):
        open_tree(folder, below="b")


def test_links_are_listed_and_never_followed(folder, tmp_path):
    (tmp_path / "secret").write_text("s")
    os.symlink(".", folder / "loop")
    os.symlink("../secret", folder / "secret")
    tree = open_tree(folder)
    assert {entry.kind for entry in tree.entries.values()} == {EntryKind.LINK}
    assert len(tree.entries) == 2
    assert tree.read("secret") is None


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders")
def test_pipes_are_skipped(folder):
    os.mkfifo(folder / "pipe")
    assert not open_tree(folder).entries


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders")
def test_a_file_that_became_a_pipe_does_not_hold_us(folder):
    (folder / "a.py").write_text("x")
    tree = open_tree(folder)
    (folder / "a.py").unlink()
    os.mkfifo(folder / "a.py")
    assert tree.read("a.py") is None


def test_a_huge_sparse_file_is_not_read(folder):
    with (folder / "huge.bin").open("wb") as stream:
        stream.truncate(300_000_000)
    tree = open_tree(folder)
    assert tree.entries["huge.bin"].size == 300_000_000
    assert tree.read("huge.bin") is None


def test_unreadable_files_are_missing(folder, monkeypatch):
    (folder / "a.py").write_text("x")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    tree = open_tree(folder)
    assert tree.entries["a.py"].missing
    assert tree.read("a.py") is None


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_folder_is_a_note(folder):
    (folder / "closed").mkdir(mode=0)
    assert "cannot be listed" in open_tree(folder).notes[0]


def test_the_list_is_bounded(folder, monkeypatch):
    for number in range(5):
        (folder / f"{number}.py").touch()
    monkeypatch.setattr("rung.assess.tree.folder.MAX_ENTRIES", 3)
    tree = open_tree(folder)
    assert len(tree.entries) == 3
    assert "only the first 3 files" in tree.notes[0]


def test_not_a_folder(folder):
    (folder / "a.py").touch()
    for address in (folder / "a.py", folder / "nowhere", folder / "nul\0"):
        with pytest.raises(SourceError):
            open_tree(address)
    with pytest.raises(SourceError, match="no git history"):
        open_tree(folder, at="main")


def test_pygit2_is_not_imported_for_a_plain_folder(folder):
    code = (
        "import sys; from pathlib import Path; from rung.assess.tree import open_tree;"
        f"open_tree(Path({str(folder)!r})); sys.exit('pygit2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
