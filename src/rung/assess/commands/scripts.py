"""Shell scripts: what is inside runs for whoever calls the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions
from rung.assess.commands.base import Book, Call, Recipe, Source, cut
from rung.assess.invocation import By

MAX_SCRIPT = 200_000
"""Bytes. Longer ones are generated: installers, archives that unpack themselves."""


class Scripts(Source):
    """Files for a shell."""

    names = ("*.sh", "*.bash", "*.zsh", "*.sbatch", "*.slurm", "*.cmd", "*.ps1")
    runner = "script"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """The whole file is one recipe; nobody starts it until a command names it."""
        if (files.tree.entries[path].size or 0) > MAX_SCRIPT:
            return
        commands = cut(files.content(path), 1) if path.endswith((".sh", ".bash", ".zsh", ".sbatch", ".slurm")) else ()
        yield Recipe(self.runner, "", path, path, 1, commands, By.SCRIPT, folder="", entry=False)

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """The script the command executes; it runs where its caller stands."""
        found = book.find(self.runner, "", call.script) if call.script else None
        if found:
            yield found


def own_folder(path: str) -> str:
    """Where `cd "$(dirname "$0")"` leads."""
    return dirname(path)
