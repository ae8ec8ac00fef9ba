"""Makefiles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside
from rung.assess.commands.base import OPEN, Book, Call, Recipe, Source, cut, unreached
from rung.assess.parse import makefile
from rung.assess.parse.makefile import Target
from rung.assess.parse.shell import Command
from rung.assess.regex import regex

_VALUED = ("-C", "--directory", "-f", "--file", "--makefile", "-I", "-o", "-W")
_MORE = regex(r"^(?:[-s]?include\b|[^#\t\n:=]*%[^\n:=]*:|\$[({]\w|define )", re.M)
_TARGET = regex(r"[A-Za-z][\w-]*\Z")
DEFAULT = ""
"""Name of the recipe of a bare call."""


class Make(Source):
    """Targets of the Makefile of a folder."""

    names = ("Makefile", "makefile", "GNUmakefile", "*.mk", "*.mak", "Makefile.*")
    programs = ("make", "gmake")
    runner = "make"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """A recipe per target, found by the folder, and by the file for `make -f`."""
        text = files.content(path)
        parsed = makefile.read(text)
        folder, name = dirname(path), path.rsplit("/", 1)[-1]
        plain = name in ("Makefile", "makefile", "GNUmakefile")
        errexit = "e" in parsed.shell_flags.replace("pipefail", "").split("-", 1)[-1]
        if _MORE.search(text):
            yield Recipe(self.runner, folder if plain else path, OPEN, path, 1, entry=False)
        for target in parsed.targets.values():
            if target.name.startswith(".") and "/" not in target.name:
                continue
            commands = tuple(_recipe(target, errexit, "pipefail" in parsed.shell_flags))
            names = [target.name] + ([DEFAULT] if target.name == parsed.default else [])
            for each in names:
                yield Recipe(
                    self.runner,
                    folder if plain else path,
                    each,
                    path,
                    target.line,
                    commands,
                    folder=folder if plain else "",
                    needs=target.prerequisites,
                    entry=plain and each != DEFAULT,
                    note=target.name,
                )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """The targets that are named, or the default one."""
        folder = inside(call.folder, call.value("-C", "--directory") or ".")
        file = call.value("-f", "--file", "--makefile")
        home = folder
        if file:
            path = inside(folder, file)
            home = path if book.has(self.runner, path) else dirname(path)
        named = [each for each in call.plain(*_VALUED) if "=" not in each] or [DEFAULT]
        for name in named:
            found = book.find(self.runner, home, name)
            if found:
                yield found

    def absent(self, call: Call, book: Book) -> Iterator[str]:
        """Targets that the Makefile of the folder lacks, unless it has patterns or includes another file."""
        folder = inside(call.folder, call.value("-C", "--directory") or ".")
        if call.value("-f", "--file", "--makefile") or not book.has(self.runner, folder):
            return
        if book.find(self.runner, folder, OPEN) is None:
            for name in call.plain(*_VALUED):
                if _TARGET.match(name) and book.find(self.runner, folder, name) is None:
                    yield f"{inside(folder, 'Makefile')}#{name}"


def _recipe(target: Target, errexit: bool, pipefail: bool) -> Iterator[Command]:
    stopped = ""
    for line, text in target.recipe:
        ignored = "the `-` in front of the line makes Make ignore it" if line in target.ignore_errors else ""
        commands = cut(text, line, errexit=errexit, pipefail=pipefail, ignored=ignored, literal=False)
        yield from unreached(commands, stopped) if stopped else commands
        if not ignored and any(each.ends is False for each in commands):
            stopped = stopped or f"never reached: line {line} always fails"
