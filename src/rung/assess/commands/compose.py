"""Services of docker compose files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside, mapping, strings, word
from rung.assess.commands.base import Book, Call, Recipe, Source, cut, words_command
from rung.assess.invocation import By
from rung.assess.parse.shell import Command
from rung.assess.parse.yaml import YamlMap


class Compose(Source):
    """What each service runs instead of the command of its image."""

    names = (
        "docker-compose*.yml", "docker-compose*.yaml", "compose*.yml", "compose*.yaml",
        "*.docker-compose.yml", "*.compose.yml",
    )  # fmt: skip
    programs = ("docker", "docker-compose", "podman-compose")
    runner = "compose"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per service."""
        document = files.mapping(path)
        services = mapping(document.get("services")) if document else YamlMap()
        folder = dirname(path)
        for name, given in services.items():
            node = mapping(given)
            line = node.lines.get("command", node.lines.get("entrypoint", services.lines.get(name, 1)))
            commands = tuple(_commands(node, line))
            yield Recipe(
                self.runner, path, name, path, line, commands, By.IMAGE, folder=_folder(node, folder, files), note=name
            )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """The services of the files that `up`, `run` or `start` means."""
        words = call.args[1:] if call.args[:1] == ("compose",) else call.args
        if (call.program == "docker" and call.args[:1] != ("compose",)) or "up" not in words:
            return
        named = [inside(call.folder, value) for option, value in pairwise(words) if option in ("-f", "--file")]
        wanted = set(words[words.index("up") + 1 :])
        for path in named or [inside(call.folder, name) for name in _DEFAULTS]:
            services = [each for key, each in book.recipes.items() if key[:2] == (self.runner, path)]
            yield from [each for each in services if each.name in wanted] or services


_DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")


def _commands(node: YamlMap, line: int) -> Iterator[Command]:
    entry, command = node.get("entrypoint"), node.get("command")
    if isinstance(command, str) and not entry:
        yield from cut(command.replace("$$", "$"), line)
        return
    words = [*_words(entry), *_words(command)]
    if words and words[0].rsplit("/", 1)[-1] in ("sh", "bash") and len(words) > 2 and words[1].endswith("c"):
        yield from cut(words[2].replace("$$", "$"), line)
    elif words and not words[0].startswith("-"):
        yield words_command(words, line)


def _words(value: object) -> tuple[str, ...]:
    return tuple(value.split()) if isinstance(value, str) else strings(value)


def _folder(node: YamlMap, folder: str, files: Definitions) -> str:
    """The folder that a service runs in, seen from the tree: its build context, or the file's own."""
    build = node.get("build")
    context = word(mapping(build).get("context")) or word(build)
    where = inside(folder, context) if context and "$" not in context and "://" not in context else folder
    return where if where in files.tree.folders else folder
