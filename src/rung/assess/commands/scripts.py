"""Shell scripts: what is inside runs for whoever calls the file."""

from __future__ import annotations

from collections.abc import Iterable

from rung.assess.ci.definitions import Definitions
from rung.assess.commands.base import Recipe, Source, cut
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
