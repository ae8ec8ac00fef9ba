"""Tasks of mise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside
from rung.assess.commands.base import Book, Call, Recipe, Source, cut
from rung.assess.parse import toml

_FOLDERS = ("/.mise", "/.config/mise", "/mise", "/.config")


class Mise(Source):
    """`[tasks]` of mise.toml."""

    names = ("mise.toml", ".mise.toml", "mise.local.toml", "*mise/config.toml")
    programs = ("mise",)
    runner = "mise"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per task."""
        text = files.content(path)
        tasks = toml.read(text).get("tasks")
        folder = _home(dirname(path))
        for name, given in tasks.items() if isinstance(tasks, dict) else ():
            node = given if isinstance(given, dict) else {"run": given}
            run, depends, where = node.get("run"), node.get("depends"), node.get("dir")
            scripts = [each for each in (run if isinstance(run, list) else [run]) if isinstance(each, str)]
            line = toml.line_of(text, "tasks", name) or 1
            names = [depends] if isinstance(depends, str) else depends if isinstance(depends, list) else []
            yield Recipe(
                self.runner,
                folder,
                name,
                path,
                line,
                tuple(each for script in scripts for each in cut(script, line, errexit=True)),
                folder=inside(folder, where) if isinstance(where, str) and "{{" not in where else folder,
                needs=tuple(str(each).split()[0] for each in names if str(each).strip()),
                note=name,
            )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """`mise run x`, `mise r x`."""
        words = call.plain("-C", "--cd", "-j", "--jobs")
        for name in words[1:] if words[:1] in (("run",), ("r",)) else ():
            found = book.upward(self.runner, call.folder, name)
            if found:
                yield found
                if ":::" not in words:
                    return


def _home(folder: str) -> str:
    for each in _FOLDERS:
        if f"/{folder}".endswith(each):
            return f"/{folder}".removesuffix(each).lstrip("/")
    return folder
