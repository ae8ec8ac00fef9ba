"""What a place that holds commands is read into, and what it implements."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterable
from posixpath import dirname
from typing import ClassVar

from msgspec import Struct, field
from msgspec.structs import replace

from rung.assess.ci.definitions import Definitions
from rung.assess.invocation import By
from rung.assess.parse import shell
from rung.assess.parse.shell import Command
from rung.assess.paths import is_excluded
from rung.assess.regex import regex
from rung.assess.tree.base import EntryKind
from rung.domain import Place

MAX_FILES = 2_000
"""Files that one source reads."""


class Recipe(Struct, frozen=True):
    """A named list of commands that something can start."""

    runner: str
    """What starts it: `make`, `npm`, `build` (an image's RUN lines), `image` (its CMD), `script`."""
    home: str
    """Folder in which its name means this recipe."""
    name: str
    path: str
    line: int
    commands: tuple[Command, ...] = ()
    by: By = By.TARGET
    """Who starts it when no other command does."""
    folder: str = ""
    """Where its commands run."""
    needs: tuple[str, ...] = ()
    """Recipes of the same runner and home that run first."""
    disabled: str = ""
    entry: bool = True
    """It can be started as it is; a script or the building of an image waits for somebody to do so."""
    note: str = ""
    """For the places of its commands."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is found by."""
        return self.runner, self.home, self.name


class ScriptTarget(Struct, frozen=True):
    """A console command that a package declares."""

    name: str
    module: str
    function: str
    """May be dotted: `App.main`."""
    place: Place


class Call(Struct, frozen=True):
    """A command that may start a recipe."""

    program: str
    args: tuple[str, ...]
    words: tuple[str, ...]
    """As written, runners such as `pdm run` still on."""
    folder: str

    def value(self, *names: str) -> str:
        """The value of the first of these options; empty when none is given."""
        for index, word in enumerate(self.args):
            for name in names:
                if word == name and index + 1 < len(self.args):
                    return self.args[index + 1]
                if word.startswith(name + "=") or (_short(name) and word.startswith(name) and word != name):
                    return word[len(name) :].removeprefix("=")
        return ""

    def plain(self, *valued: str) -> tuple[str, ...]:
        """The arguments that are neither options nor the values of those named here."""
        found, skip = [], False
        for word in self.args:
            if skip or word.startswith("-"):
                skip = not skip and word in valued
            else:
                found.append(word)
        return tuple(found)


def _short(name: str) -> bool:
    return len(name) == 2 and name[0] == "-"


class Book(Struct):
    """Every recipe of a tree, by what names it."""

    recipes: dict[tuple[str, str, str], Recipe] = field(default_factory=dict)
    runners: dict[str, list[str]] = field(default_factory=dict)
    """Homes by runner, in order."""
    targets: dict[str, ScriptTarget] = field(default_factory=dict)

    def add(self, recipe: Recipe) -> None:
        """The first recipe of a name stays."""
        self.recipes.setdefault(recipe.key, recipe)
        homes = self.runners.setdefault(recipe.runner, [])
        if recipe.home not in homes[-1:]:
            homes.append(recipe.home)

    def find(self, runner: str, home: str, name: str) -> Recipe | None:
        """The recipe of that name there."""
        return self.recipes.get((runner, home, name))

    def upward(self, runner: str, folder: str, name: str) -> Recipe | None:
        """The recipe of that name in the nearest folder from there up to the root."""
        while True:
            found = self.recipes.get((runner, folder, name))
            if found or not folder:
                return found
            folder = dirname(folder)

    def has(self, runner: str, home: str) -> bool:
        """Whether the runner has any recipe there."""
        return home in self.runners.get(runner, ())


OPEN = "%"
"""Name of a recipe that says: there may be more here than can be read."""


class Source(ABC):  # noqa: B024 - some sources only read, some only start
    """One kind of place where commands are written down."""

    names: ClassVar[tuple[str, ...]] = ()
    """File names, or patterns as for `Tree.glob`."""
    programs: ClassVar[tuple[str, ...]] = ()
    """Programs that start its recipes; `started` is asked for those only."""
    runner: ClassVar[str] = ""
    aside: ClassVar[bool] = False
    """Read vendored and generated folders too."""

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """The recipes of one file; may raise `UnreadableError`."""
        return ()

    def paths(self, files: Definitions) -> list[str]:
        """The files to read."""
        found = []
        for path in files.tree.glob(*self.names):
            kind = files.tree.entries[path].kind
            if kind in (EntryKind.FILE, EntryKind.EXECUTABLE) and (self.aside or not is_excluded(path)):
                found.append(path)
        return found[:MAX_FILES]

    def started(self, call: Call, book: Book) -> Iterable[Recipe]:
        """The recipes that a command starts."""
        return ()

    def absent(self, call: Call, book: Book) -> Iterable[str]:
        """What the command names and no file declares, as `Makefile#target`; nothing where that is not sure."""
        return ()


_PROMPT = regex(r"^[^\S\n]*+(?:\([\w.-]{1,60}\)\s{0,20})?(?:[\w.-]{1,60}@[\w.-]{1,60}[:\w~/.-]{0,200})?[$%\u276f>]\s+")


def cut(
    text: str,
    line: int,
    *,
    errexit: bool = False,
    pipefail: bool = False,
    ignored: str = "",
    literal: bool = True,
) -> tuple[Command, ...]:
    """The commands of a shell text; `ignored` says why none of their failures counts, `literal` see `read_script`."""
    script = shell.read_script(text, first_line=max(line, 1), errexit=errexit, pipefail=pipefail, literal=literal)
    return lost(script.commands, ignored) if ignored else script.commands


def lost(commands: Iterable[Command], why: str) -> tuple[Command, ...]:
    """The commands with every failure swallowed."""
    return tuple(replace(each, can_fail=False, why_not=each.why_not or why) for each in commands)


def unreached(commands: Iterable[Command], why: str) -> tuple[Command, ...]:
    """The commands when nothing gets to them."""
    return tuple(
        replace(each, can_fail=False, why_not=each.why_not or why, never=each.never or why) for each in commands
    )


def words_command(words: Iterable[str], line: int) -> Command:
    """A command that is written as a list of words."""
    listed = tuple(words)
    return Command(listed, max(line, 1), " ".join(listed), True, "")


def without_prompt(line: str) -> str | None:
    """The command behind a prompt; `None` when the line has none."""
    found = _PROMPT.match(line)
    return line[found.end() :] if found else None
