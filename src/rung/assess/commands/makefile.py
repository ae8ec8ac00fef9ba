"""Makefiles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside
from rung.assess.commands.base import OPEN, Book, Call, Recipe, Source, cut, unreached
from rung.assess.commands.dry import dry_run
from rung.assess.parse import makefile
from rung.assess.parse.makefile import Target
from rung.assess.parse.shell import Command
from rung.assess.regex import regex

_VALUED = ("-C", "--directory", "-f", "--file", "--makefile", "-I", "-o", "-W")
_MORE = regex(r"^(?:[-s]?include\b|[^#\t\n:=%]*+%[^\n:=]*+:|\$[({]\w|define )", re.M)
_ANY_PHONY = regex(r"^\.PHONY[^\n]*[$%\\]|--always-make|^MAKEFLAGS[^\n]*-\w*B", re.M)
"""What may make a target phony, and is not read."""
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
        idle = _does_nothing(parsed.variables)
        if _MORE.search(text):
            yield Recipe(self.runner, folder if plain else path, OPEN, path, 1, entry=False)
        for target in parsed.targets.values():
            if target.name.startswith(".") and "/" not in target.name:
                continue
            commands = tuple(_recipe(target, errexit, "pipefail" in parsed.shell_flags))
            off = idle or _up_to_date(target, folder, files, text)
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
                    disabled=off,
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


def _does_nothing(variables: Mapping[str, str]) -> str:
    """Why no recipe of the file is run: `SHELL = /bin/true`, `MAKEFLAGS += -n`."""
    shell = variables.get("SHELL", "").split()
    if shell and shell[0].rpartition("/")[2] in ("true", "echo", "cat", "false", ":"):
        return f"SHELL is {shell[0]}"
    flags = variables.get("MAKEFLAGS", "").split()
    # The first word may do without its dash, as Make itself writes it.
    given = [word if word.startswith("-") or index else f"-{word}" for index, word in enumerate(flags)]
    return dry_run("make", tuple(each for each in given if "=" not in each))


def _up_to_date(target: Target, folder: str, files: Definitions, text: str) -> str:
    """Why Make finds nothing to do: the file of that name is there, and depends on nothing."""
    if target.phony or target.prerequisites or not target.recipe or _ANY_PHONY.search(text):
        return ""
    path = inside(folder, target.name)
    if path not in files.tree and not files.tree.is_folder(path):
        return ""
    return f"Make finds `{target.name}` there and does nothing: it is not .PHONY"


def _recipe(target: Target, errexit: bool, pipefail: bool) -> Iterator[Command]:
    stopped = ""
    for line, text in target.recipe:
        ignored = "the `-` in front of the line makes Make ignore it" if line in target.ignore_errors else ""
        commands = cut(text, line, errexit=errexit, pipefail=pipefail, ignored=ignored, literal=False)
        yield from unreached(commands, stopped) if stopped else commands
        if not ignored and any(each.ends is False for each in commands):
            stopped = stopped or f"never reached: line {line} always fails"
