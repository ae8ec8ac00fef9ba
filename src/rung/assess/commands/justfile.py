"""Justfiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside
from rung.assess.commands.base import Book, Call, Recipe, Source, cut
from rung.assess.parse import justfile
from rung.assess.parse.shell import Command

_VALUED = ("-f", "--justfile", "-d", "--working-directory", "--set", "--shell")
_SHELLS = ("sh", "bash", "zsh")


class Just(Source):
    """Recipes of the justfile of a folder, called from there and below."""

    names = ("justfile", "Justfile", ".justfile", "*.just")
    programs = ("just",)
    runner = "just"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per recipe; those of imported files are taken for the root's, or those of the folder above `just/`."""
        parsed = justfile.read(files.content(path))
        folder = dirname(path)
        if path.endswith(".just"):
            folder = _importer(folder, files)
        pipefail = "pipefail" in parsed.shell_flags
        for name, target in parsed.targets.items():
            commands: list[Command] = []
            for line, text in target.recipe:
                if text.startswith("#!") and not any(shell in text.split("\n", 1)[0] for shell in _SHELLS):
                    continue
                ignored = "the `-` in front of the line makes just ignore it" if line in target.ignore_errors else ""
                commands += cut(
                    text, line, errexit="-e" in parsed.shell_flags, pipefail=pipefail, ignored=ignored, literal=False
                )
            default = [""] if name == parsed.default and not path.endswith(".just") else []
            for each in (name, *default):
                yield Recipe(
                    self.runner,
                    folder,
                    each,
                    path,
                    target.line,
                    tuple(commands),
                    folder=folder,
                    needs=target.prerequisites,
                    entry=bool(each),
                    note=name,
                )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """The first recipe named; its arguments may name more, which are tried too."""
        file = call.value("-f", "--justfile")
        folder = dirname(inside(call.folder, file)) if file else call.folder
        named = [each for each in call.plain(*_VALUED) if "=" not in each]
        for name in named or [""]:
            found = book.upward(self.runner, folder, name.rpartition("::")[2])
            if found:
                yield found


def _importer(folder: str, files: Definitions) -> str:
    """The nearest folder upwards that has a justfile."""
    while folder and not any(f"{folder}/{name}" in files.tree for name in Just.names[:3]):
        folder = dirname(folder)
    return folder
