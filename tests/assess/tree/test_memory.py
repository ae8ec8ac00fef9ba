"""The tree that tests write down, and what every tree can do."""

from __future__ import annotations

import pytest

from rung.assess.tree.memory import MemoryTree

TREE = MemoryTree(
    {"b.py": "b", "a/train.py": "é", "a/Dockerfile": "", "a/Dockerfile.gpu": "", "x.tar.gz": b"\0", "a/b/c.yaml": ""}
)


@pytest.mark.parametrize(
    ("patterns", "paths"),
    [
        (["*.py"], ["a/train.py", "b.py"]),
        (["*.py", "b.*"], ["a/train.py", "b.py"]),
        (["Dockerfile*"], ["a/Dockerfile", "a/Dockerfile.gpu"]),
        (["Dockerfile"], ["a/Dockerfile"]),
        (["*.tar.gz", "*.gz"], ["x.tar.gz"]),
        (["*.y*ml"], ["a/b/c.yaml"]),
        (["a/*.yaml"], ["a/b/c.yaml"]),
        (["[ab].py"], ["b.py"]),
        (["*.PY"], []),
    ],
)
def test_glob(patterns, paths):
    assert list(TREE.glob(*patterns)) == paths


def test_reads_what_was_given():
    assert TREE.text("a/train.py") == "é"
    assert TREE.read("x.tar.gz") == b"\0"
    assert TREE.read("nowhere") is None
    assert "b.py" in TREE
    assert TREE.is_folder("a/b")
