"""Shell scripts: what is inside runs for whoever calls the file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rung.assess.ci.definitions import Definitions
from rung.assess.commands.base import MAX_FILES, Recipe, Source, cut
from rung.assess.invocation import By
from rung.assess.paths import is_excluded
from rung.assess.regex import regex
from rung.assess.tree.base import EntryKind, Tree

MAX_SCRIPT = 200_000
"""Bytes. Longer ones are generated: installers, archives that unpack themselves."""


_SHELL = regex(r"#!\s*/\S*?(?:/env\s+(?:-S\s+)?)?(?:bash|sh|zsh|dash|ksh)\b")
_OTHERS = regex(r"(?:gnu)?makefile$|(?:just|jenkins|proc|docker|container|snake)file$|mlproject$|crontab$", re.I)
_SUFFIXES = (".sh", ".bash", ".zsh", ".sbatch", ".slurm")


class Scripts(Source):
    """Files for a shell."""

    names = ("*.sh", "*.bash", "*.zsh", "*.sbatch", "*.slurm", "*.cmd", "*.ps1")
    runner = "script"

    def paths(self, files: Definitions) -> list[str]:
        """Those by name, and files without a suffix whose first line names a shell."""
        found = super().paths(files)
        for path, entry in files.tree.entries.items():
            plain = entry.kind in (EntryKind.FILE, EntryKind.EXECUTABLE) and "." not in entry.name
            if plain and (entry.size or 0) <= MAX_SCRIPT and not is_excluded(path) and _names_shell(files.tree, path):
                found.append(path)
        return found[:MAX_FILES]

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """The whole file is one recipe; nobody starts it until a command names it."""
        if (files.tree.entries[path].size or 0) > MAX_SCRIPT:
            return
        commands = cut(files.content(path), 1) if is_script(path) else ()
        yield Recipe(self.runner, "", path, path, 1, commands, By.SCRIPT, folder="", entry=False)


def is_script(path: str) -> bool:
    """Whether a file that is known to hold commands is a script for a shell, and no target or definition."""
    name = path.rpartition("/")[2]
    return path.endswith(_SUFFIXES) or ("." not in name and not _OTHERS.match(name))


def _names_shell(tree: Tree, path: str) -> bool:
    start = (tree.content(path) or b"")[:80]
    return start.startswith(b"#!") and bool(_SHELL.match(start.decode("utf-8", "replace")))
