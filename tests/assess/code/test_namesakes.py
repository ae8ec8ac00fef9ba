"""Where a name is in many folders, the module that is meant is found without trying all, and is the same one."""

from __future__ import annotations

import random

import pytest

from rung.assess.code import link
from rung.assess.parse.python_facts import Module

FOLDERS = ("a", "b", "src", "lib", "utils", "app")
FILES = ("utils.py", "x.py", "utils/__init__.py", "a/utils.py", "__init__.py")
NAMES = ("utils", "a.utils", "x", "a", "b.utils", "src.utils", "app")


def folder(random_one: random.Random) -> str:
    return "".join(f"{random_one.choice(FOLDERS)}/" for _ in range(random_one.randint(0, 4)))


@pytest.mark.parametrize("seed", range(30))
def test_same_as_when_all_are_tried(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = random.Random(seed)
    paths = sorted({folder(chosen) + chosen.choice(FILES) for _ in range(100)})
    modules = {path: Module(path, path) for path in paths}
    asked = [(chosen.choice(NAMES), f"{folder(chosen)}importer.py") for _ in range(100)]
    found = link.Linker(modules)
    answers = [found.module_of(*each) for each in asked]
    monkeypatch.setattr(link, "_MANY", 1_000)
    tried = link.Linker(modules)
    assert answers == [tried.module_of(*each) for each in asked]
    assert any(answers)
