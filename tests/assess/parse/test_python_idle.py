"""Functions that do nothing."""

from __future__ import annotations

from textwrap import indent

import pytest

from rung.assess.code import Code
from rung.assess.code.link import importers, link
from rung.assess.parse import python


@pytest.mark.parametrize(
    ("body", "idle"),
    [
        ("return True", True),
        ("'Says what it would do.'\nlogger.info('checking')\nreturn {'drift': False, 'score': -1}", True),
        ("print(f'to {version}')", True),
        ("raise NotImplementedError('later')", True),
        ("...", True),
        ("return x > 0.2", False),
        ("return self.flag", False),
        ("print(measure(x))", False),
        ("raise ValueError", False),
        ("if x:\n    return True\nreturn False", False),
        ("store.write(x)\nreturn True", False),
    ],
)
def test_idle(body: str, idle: bool) -> None:
    module = python.read(f"def f(x):\n{indent(body, '    ')}\n", "a.py")
    assert module.functions["f"].idle is idle


def test_a_call_is_followed_to_the_function_that_does_nothing() -> None:
    files = {"a.py": "def idle(): return True\ndef works(): go()\n", "b.py": "from a import idle, works\nimport a\n"}
    modules = {path: python.read(text, path, path[0]) for path, text in files.items()}
    linker = link(modules)
    code = Code(modules, importers(modules, linker), linker)
    answers = {name: code.idle(modules["b.py"], name) for name in ("idle", "works", "a.idle", "a.works", "other")}
    assert answers == {"idle": True, "works": False, "a.idle": True, "a.works": False, "other": False}
