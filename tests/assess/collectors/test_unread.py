"""Every file that was not read stands in one list, with its kind and the reason."""

from __future__ import annotations

import pytest
from tests.factories import MADE_AT

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.base import Entry, EntryKind
from rung.assess.tree.memory import MemoryTree
from rung.assess.unread import Unread
from rung.domain.unread import CODE, FileKind, Why
from rung.plugins import discover
from rung.project import Manifest

COLLECTORS = [each() for each in discover("rung.assess.collectors", Collector)]
NOTEBOOK = (
    '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1"}, {"cell_type": "code", "source": "x ="}]}'
)
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"


def unread(tree: MemoryTree) -> Unread:
    engine = Engine(COLLECTORS, [], given=[Tree, Clock, Manifest])
    evidence = engine.start({Tree: tree, Clock: Clock(MADE_AT), Manifest: Manifest.empty()})
    engine.collect(evidence, [Unread])
    found = evidence.get(Unread)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "content", "kind", "why", "reason"),
    [
        ("train.py", "print 'x'\n", FileKind.PYTHON, Why.INVALID, "Python 2 syntax"),
        ("train.py", "<<<<<<< HEAD\nx = 1\n", FileKind.PYTHON, Why.INVALID, "merge conflict markers"),
        ("train.py", "x = (\n", FileKind.PYTHON, Why.INVALID, "syntax error in line 1"),
        ("train.py", "x = " + "(" * 5_000, FileKind.PYTHON, Why.INVALID, "syntax error in line 1"),
        ("train.py", b"x = 1\n\0\0", FileKind.PYTHON, Why.BINARY, "not text"),
        ("train.py", "#" * 2_000_001, FileKind.PYTHON, Why.LARGE, "over 2 MB"),
        ("train.py", POINTER, FileKind.PYTHON, Why.POINTER, "kept by git-lfs, only its pointer is here"),
        ("tests/test_x.py", "x = (", FileKind.TEST, Why.INVALID, "syntax error in line 1"),
        ("eda.ipynb", POINTER, FileKind.NOTEBOOK, Why.POINTER, "kept by git-lfs, only its pointer is here"),
        ("eda.ipynb", "{", FileKind.NOTEBOOK, Why.INVALID, "not readable as notebook at line 1: expecting"),
        ("eda.ipynb", NOTEBOOK, FileKind.NOTEBOOK, Why.PARTLY, "cell 2 is no Python"),
        ("eda.ipynb", " " * 32_000_001, FileKind.NOTEBOOK, Why.LARGE, "over 32 MB"),
        (".github/workflows/ci.yml", "on: [push", FileKind.CI, Why.INVALID, "not readable as YAML"),
        ("conf/a.yaml", "[" * 1_000, FileKind.SETTINGS, Why.INVALID, "not readable as YAML"),
        ("pyproject.toml", "[tool", FileKind.DEPENDENCIES, Why.INVALID, "not readable as TOML"),
        ("package.json", "{", FileKind.SETTINGS, Why.INVALID, "not readable as JSON"),
        ("main.tf", 'resource "x" {' * 200, FileKind.INFRASTRUCTURE, Why.INVALID, "not readable as Terraform"),
        ("Dockerfile", b"FROM x\0", FileKind.BUILD, Why.BINARY, "not text"),
        ("README.md", b"# x\0", FileKind.DOCUMENT, Why.BINARY, "not text"),
    ],
)  # fmt: skip
def test_what_was_not_read(path: str, content: str | bytes, kind: FileKind, why: Why, reason: str) -> None:
    (found,) = unread(MemoryTree({path: content})).files
    assert (found.path, found.kind, found.why) == (path, kind, why)
    assert found.reason.startswith(reason)


def test_what_is_absent_or_refused() -> None:
    tree = MemoryTree({}, absent=["train.py", "data/x.csv", "logo.png"])
    tree.entries = {**tree.entries, "b.py": Entry("b.py", EntryKind.FILE, None, None)}
    assert {each.path: each.why for each in unread(tree).files} == {
        "train.py": Why.ABSENT,
        "data/x.csv": Why.ABSENT,
        "b.py": Why.REFUSED,
    }


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("vendor/x.py", "x = ("),
        ("old/train.py", "print 'x'"),
        ("tests/fixtures/bad.yaml", "a: ["),
        ("data/big.csv", "a,b\n" + "1,2\n" * 600_000),
        ("data/rows.json", "{" * 10),
        ("chart/templates/x.yaml", "a: {{ .Values.x }}\n{{- if .Values.y }}\nb: 1\n{{- end }}\n"),
        ("mkdocs.yml", "x: !!python/name:pymdownx.emoji\n"),
        ("settings.json", "{\n// why\n}"),
        ("requirements.txt", "numpy==1.0\n".encode("utf-16")),
        ("empty.yaml", ""),
        ("model.pkl", b"\0" * 9),
    ],
)
def test_what_is_no_loss(path: str, content: str | bytes) -> None:
    assert unread(MemoryTree({path: content})).files == ()


def test_notes_tell_them_in_groups() -> None:
    tree = MemoryTree(
        {"a.ipynb": " " * 32_000_001, "x.py": "print 'x'", "y.py": "x = ("}, absent=["n/b.ipynb", "n/c.ipynb"]
    )
    assert [(note.kind, note.text) for note in unread(tree).notes] == [
        ("unread", "a.ipynb was not read: over 32 MB"),
        ("unread", "2 notebooks not read: not in this copy (partial clone), e.g. n/b.ipynb"),
        ("unread", "2 Python files not read: not understood, e.g. x.py: Python 2 syntax"),
    ]


def test_a_short_file_hides_little_and_a_tenth_hides_enough() -> None:
    project = {f"pkg/m{number}.py": "x = 1\n" * 500 for number in range(9)}
    assert not unread(MemoryTree({**project, "conf/a.yaml": "a: ["})).hides(CODE | {FileKind.SETTINGS})
    assert unread(MemoryTree({**project, "pkg/bad.py": "x = (\n" * 500})).hides(CODE)
    assert not unread(MemoryTree({**project, "pkg/m9.py": "x = 1", "pkg/bad.py": "x = ("})).hides(CODE)
    assert not unread(MemoryTree({**project, "examples/bad.py": "x = (\n" * 500})).hides(CODE)


def test_one_generated_file_does_not_outweigh_the_project() -> None:
    project = {f"pkg/m{number}.py": "x = 1\n" * 5_000 for number in range(20)}
    assert not unread(MemoryTree({**project, "pkg/tables.py": "#" * 2_000_001})).hides(CODE)


def test_nothing_is_hidden_by_a_notebook_of_which_other_cells_were_read() -> None:
    found = unread(MemoryTree({"eda.ipynb": NOTEBOOK}))
    assert not found.hides(CODE)
    assert found.of(CODE)


def test_folders_that_cannot_be_listed_may_hold_anything() -> None:
    tree = MemoryTree({"a.py": "x = 1"})
    tree.unlisted = 1
    assert unread(tree).hides(CODE)
    assert not unread(tree).hides(frozenset())


@pytest.mark.parametrize(
    ("path", "doubts"),
    [("results/run7.json", False), ("docs/reports/scores.json", False), ("conf/run7.json", True),
     ("results/params.yaml", True)],
)  # fmt: skip
def test_json_that_a_run_wrote_configures_nothing(path: str, doubts: bool) -> None:
    tree = MemoryTree({"train.py": "print(1)\n"}, absent=[path])
    assert bool(unread(tree).of({FileKind.SETTINGS})) is doubts
