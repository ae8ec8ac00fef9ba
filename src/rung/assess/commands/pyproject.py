"""Tasks in pyproject.toml, pixi.toml and Pipfile: poe, pdm, hatch, pixi, taskipy, rye, pipenv."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside
from rung.assess.commands.base import Book, Call, Recipe, Source, cut
from rung.assess.parse import toml
from rung.assess.parse.shell import Command
from rung.assess.parse.toml import TomlTable

_Keys = tuple[str, ...]
_PLACES = (
    ("tool", "poe", "tasks"),
    ("tool", "pdm", "scripts"),
    ("tool", "hatch", "envs", "*", "scripts"),
    ("tool", "pixi", "tasks"),
    ("tool", "pixi", "feature", "*", "tasks"),
    ("tool", "taskipy", "tasks"),
    ("tool", "rye", "scripts"),
    ("tool", "uv", "scripts"),
)
_ALONE = (("tasks",), ("feature", "*", "tasks"), ("scripts",), ("envs", "*", "scripts"))
_WRAPPERS = frozenset({"pdm", "hatch", "pixi", "rye", "pipenv"})


class PyprojectTasks(Source):
    """Tasks of the Python project managers."""

    names = ("pyproject.toml", "pixi.toml", "Pipfile", "poe_tasks.toml", "hatch.toml")
    programs = ("poe", "task", *_WRAPPERS)
    runner = "pyproject"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per task of any of the managers."""
        text = files.content(path)
        if "scripts" not in text and "tasks" not in text:
            return
        table = toml.read(text)
        folder = dirname(path)
        for place in _PLACES if path.endswith("pyproject.toml") else (*_PLACES, *_ALONE):
            for keys, tasks in _tables(table, place):
                for name, given in tasks.items():
                    if name == "_" or not isinstance(given, (str, dict, list)):
                        continue
                    line = toml.line_of(text, *keys, name) or 1
                    commands, needs = _task(given, line)
                    where = _folder(given, folder)
                    yield Recipe(self.runner, folder, name, path, line, commands, folder=where, needs=needs, note=name)

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """`poe x`, `pdm run x`, `hatch run env:x`, `pixi run x`."""
        words = call.words if call.words[:1] and call.words[0] in _WRAPPERS else (call.program, *call.args)
        rest = [each for each in words[1:] if not each.startswith("-")]
        if words[0] in _WRAPPERS and rest[:1] == ["run"]:
            rest = rest[1:]
        if rest:
            found = book.upward(self.runner, call.folder, rest[0].rpartition(":")[2]) or book.upward(
                self.runner, call.folder, rest[0]
            )
            if found:
                yield found


def _tables(table: TomlTable, keys: _Keys, done: _Keys = ()) -> Iterator[tuple[_Keys, TomlTable]]:
    """The tables at a place; `*` stands for any key."""
    if not keys:
        yield done, table
        return
    for name in list(table) if keys[0] == "*" else [keys[0]]:
        inner = table.get(name)
        if isinstance(inner, dict):
            yield from _tables(inner, keys[1:], (*done, name))


def _task(given: object, line: int) -> tuple[tuple[Command, ...], tuple[str, ...]]:
    """The commands of a task, and the tasks that it runs before them."""
    if isinstance(given, str):
        return cut(given, line, errexit=True), ()
    if isinstance(given, list):
        return tuple(each for one in given if isinstance(one, str) for each in cut(one, line, errexit=True)), ()
    if not isinstance(given, dict):
        return (), ()
    needs = [*_strings(given.get("deps")), *_strings(given.get("depends-on")), *_strings(given.get("depends_on"))]
    sequence = given.get("sequence", given.get("composite"))
    inline = [given[key] for key in ("cmd", "shell", "chain") if key in given]
    commands: list[Command] = []
    for one in inline:
        text = one if isinstance(one, str) else " ".join(_strings(one))
        commands += cut(text, line, errexit=True)
    if isinstance(sequence, list):
        for one in sequence:
            if isinstance(one, str):
                needs.append(one)
            else:
                inner, more = _task(one, line)
                commands += inner
                needs += more
    call = given.get("call", given.get("script"))
    if isinstance(call, str) and ":" in call:
        commands += cut(f"python -m {call.partition(':')[0]}", line)
    return tuple(commands), tuple(needs)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [word for each in value for word in _strings(each)]
    return _strings(value.get("task")) if isinstance(value, dict) else []


def _folder(given: object, folder: str) -> str:
    where = given.get("cwd", given.get("working_dir")) if isinstance(given, dict) else None
    return inside(folder, where) if isinstance(where, str) and "$" not in where else folder
