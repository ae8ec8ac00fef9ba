from __future__ import annotations

import ast
from pathlib import Path

import pytest

PRACTICES = sorted((Path(__file__).parents[2] / "src" / "rung" / "assess" / "practices").glob("[a-z]*.py"))
GENERAL = frozenset({"environment_locked", "immutable_deployable", "realtime_monitoring", "shared_ownership"})
"""Practices whose general remedy is right for a half: it names a state to reach, not a thing to begin with."""


@pytest.mark.parametrize("path", PRACTICES, ids=lambda path: path.stem)
def test_half_has_a_remedy_of_its_own(path: Path) -> None:
    calls = [each for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(each, ast.Call)]
    halves = [each for each in calls if isinstance(each.func, ast.Name) and each.func.id == "partial"]
    bare = [each.lineno for each in halves if "remedy" not in {word.arg for word in each.keywords}]
    assert path.stem in GENERAL or not bare, (
        f"{path.name}:{bare}: the general remedy tells an owner to begin with what is half there; say what lacks"
    )
