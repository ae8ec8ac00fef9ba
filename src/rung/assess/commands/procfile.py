"""Procfiles: one process type per line."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import dirname

from rung.assess.ci.definitions import Definitions
from rung.assess.commands.base import Recipe, Source, cut
from rung.assess.invocation import By
from rung.assess.regex import regex

_LINE = regex(r"^([\w-]+):\s*(\S.*)$")


class Procfile(Source):
    """Processes that a platform starts."""

    names = ("Procfile",)
    runner = "procfile"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per process type."""
        folder = dirname(path)
        for number, line in enumerate(files.content(path).splitlines(), 1):
            found = _LINE.match(line)
            if found:
                yield Recipe(
                    self.runner,
                    path,
                    found[1],
                    path,
                    number,
                    cut(found[2], number),
                    By.IMAGE,
                    folder=folder,
                    note=found[1],
                )
