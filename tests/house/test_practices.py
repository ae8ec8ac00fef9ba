"""One practice is one file with one class, named after its id and documented in the reference."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from house.source import PRACTICES, ROOT, name, tree
from rung.assess.base import Practice
from rung.plugins import discover

LADDER = discover("rung.assess.practices", Practice)


@pytest.mark.parametrize("path", [path for path in PRACTICES if path.stem != "base"], ids=lambda path: path.stem)
def test_one_public_class_per_file(path: Path) -> None:
    classes = [
        node.name for node in tree(path).body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert len(classes) == 1, f"{name(path)} holds {classes}: who looks for a practice looks for its file"


@pytest.mark.parametrize("practice", LADDER, ids=lambda practice: practice.id)
def test_the_file_is_the_id(practice: type[Practice]) -> None:
    stem = practice.__module__.rpartition(".")[2]
    assert stem == practice.id.replace("-", "_"), f"{practice.id} lies in {stem}.py; the file is the id in snake case"


@pytest.mark.parametrize("practice", LADDER, ids=lambda practice: practice.id)
def test_the_class_is_the_id(practice: type[Practice]) -> None:
    expected = "".join(word.capitalize() for word in practice.id.split("-"))
    assert practice.__name__.casefold() == expected.casefold(), f"{practice.id} is the class {expected}"


@pytest.mark.parametrize("practice", LADDER, ids=lambda practice: practice.id)
def test_stands_in_the_reference(practice: type[Practice]) -> None:
    page = (ROOT / "docs/reference/practices.md").read_text(encoding="utf-8")
    assert f"### {practice.id}\n" in page, f"{practice.id} is missing from the reference: run `make docs`"
