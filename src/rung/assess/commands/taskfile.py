"""Taskfiles (`task`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside, items, mapping, word
from rung.assess.commands.base import Book, Call, Recipe, Source, cut
from rung.assess.parse.shell import Command
from rung.assess.parse.yaml import YamlMap


class Task(Source):
    """Tasks of a Taskfile."""

    names = ("Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "taskfile.yaml", "Taskfile.dist.yml")
    programs = ("task", "go-task")
    runner = "task"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per task."""
        document = files.mapping(path)
        folder = dirname(path)
        tasks = mapping(document.get("tasks")) if document else YamlMap()
        for name, given in tasks.items():
            node = mapping(given)
            line = tasks.lines.get(name, 1)
            body = node.get("cmds", node.get("cmd", given if not node else None))
            commands: list[Command] = []
            needs = [_named(each) for each, _ in items(node.get("deps"))]
            for each, at in items(body):
                inner = mapping(each)
                text = word(inner.get("cmd")) or word(each)
                ignored = "ignore_error" if word(inner.get("ignore_error")) == "true" else ""
                commands += cut(text, at or line, errexit=True, ignored=ignored, literal=False)
                needs.append(_named(each) if "task" in inner else "")
            where = word(node.get("dir"))
            yield Recipe(
                self.runner,
                folder,
                name,
                path,
                line,
                tuple(commands),
                folder=inside(folder, where) if where and "{{" not in where else folder,
                needs=tuple(filter(None, needs)),
                note=name,
            )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """The tasks that are named, or `default`."""
        folder = inside(call.folder, call.value("-d", "--dir") or ".")
        names = [each for each in call.plain("-d", "--dir", "-t", "--taskfile") if "=" not in each]
        for name in names or ["default"]:
            found = book.upward(self.runner, folder, name)
            if found:
                yield found


def _named(value: object) -> str:
    return word(mapping(value).get("task")) or word(value)
