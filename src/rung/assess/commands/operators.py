"""Commands of tasks that a scheduler runs: `BashOperator`, containers of Docker and Kubernetes, wrappers of them."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator

from rung.assess.ci.definitions import Definitions
from rung.assess.commands.base import Recipe, Source, cut, words_command
from rung.assess.commands.python_tasks import MAX_PYTHON
from rung.assess.invocation import By
from rung.assess.parse.shell import Command
from rung.assess.paths import Role, is_aside, role
from rung.assess.regex import regex

_HOME = regex(r"dag|flow|pipeline|orchestr|schedul", re.I)
_TEMPLATE = regex(r"\{%[^%]{0,200}%\}")
_FILLED = regex(r"\{\{[^{}]{0,200}\}\}")
_COMMANDS = ("bash_command", "command", "commands", "cmds", "arguments")
_UNKNOWN = "$ARG"
_DEEPEST = 40


class Operators(Source):
    """The command of every call that makes a task with an id."""

    names = ("*.py",)
    runner = "operator"

    def paths(self, files: Definitions) -> list[str]:
        """Files of flows by their path, tests and examples left out."""
        return [
            path
            for path in super().paths(files)
            if _HOME.search(path) and not is_aside(path) and role(path) is not Role.TEST
        ]

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per task."""
        text = files.content(path)
        if "task_id" not in text or len(text) > MAX_PYTHON or not any(each in text for each in _COMMANDS):
            return
        for call in _calls(text):
            given = {each.arg: each.value for each in call.keywords if each.arg}
            if "task_id" not in given:
                continue
            known = _text(given["task_id"])
            name = known if known != _UNKNOWN else f"line {call.lineno}"
            commands = tuple(_commands(given, call.lineno))
            if commands:
                yield Recipe(self.runner, path, name, path, call.lineno, commands, By.PIPELINE, note=name)


def _calls(text: str) -> Iterator[ast.Call]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _commands(given: dict[str, ast.expr], line: int) -> Iterator[Command]:
    """A text is a line of shell, a list is one command; of Kubernetes the arguments go on with it."""
    words: list[str] = []
    for key in _COMMANDS:
        value = given.get(key)
        if isinstance(value, (ast.List, ast.Tuple)):
            words += [_text(each) for each in value.elts]
        elif value is not None and _text(value) != _UNKNOWN:
            yield from cut(_text(value), line, errexit=True)
    if words[:1] and words[0].rpartition("/")[2] in ("sh", "bash") and len(words) > 2 and words[1].endswith("c"):
        yield from cut(words[2], line)
    elif words and words[0] != _UNKNOWN:
        yield words_command(words, line)


def _text(node: ast.expr, depth: int = 0) -> str:
    """A constant text; what is filled in later becomes `$ARG`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _FILLED.sub(_UNKNOWN, _TEMPLATE.sub(" ", node.value))
    if isinstance(node, ast.JoinedStr) and depth < _DEEPEST:
        return "".join(_text(each, depth + 1) for each in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and depth < _DEEPEST:
        return _text(node.left, depth + 1) + _text(node.right, depth + 1)
    return _UNKNOWN
