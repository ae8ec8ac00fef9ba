"""Every command of the tree: who starts it, through what, whether it can fail, and which file it executes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct, field
from msgspec.structs import replace

from rung.assess.base import Collector
from rung.assess.ci.base import Workflow
from rung.assess.ci.definitions import Definitions, is_templated
from rung.assess.collectors.ci import Ci
from rung.assess.commands.base import Book, ScriptTarget, Source
from rung.assess.commands.dry import SHOWS
from rung.assess.commands.locate import Locator
from rung.assess.commands.mounts import Mounts, mounts_of
from rung.assess.commands.targets import script_targets
from rung.assess.commands.walk import MAX_INVOCATIONS, Walk
from rung.assess.invocation import By, Invocation
from rung.assess.parse import dockerfile
from rung.assess.tree.base import Tree
from rung.errors import UnreadableError
from rung.plugins import discover

__all__ = ["Commands", "CommandsCollector", "ScriptTarget"]


class Commands(Struct, frozen=True):
    """The commands of a tree, CI first."""

    all: tuple[Invocation, ...] = ()
    """Those that can run."""
    never: tuple[Invocation, ...] = ()
    """Those that cannot, `Invocation.disabled` says why: a job that is off, a dry run, what stands behind `exit`."""
    targets: tuple[ScriptTarget, ...] = ()
    """Console commands that packages declare."""
    missing: tuple[tuple[Invocation, str], ...] = ()
    """Commands that name a file which is not there and which nothing before them could have made, or a target
    (`Makefile#train`) that no file declares."""
    notes: tuple[str, ...] = ()
    """Files that could not be read, and why."""
    _executed: tuple[tuple[str, Invocation], ...] = ()
    _by_program: dict[str, list[Invocation]] = field(default_factory=dict)

    def running(self, program: str, *first: str) -> list[Invocation]:
        """Commands of a program whose arguments start like that: `running("dvc", "repro")`.

        `python -m pytest` counts as `pytest` too.
        """
        found = []
        for each in self._by_program.get(program, ()):
            args = each.args if each.program == program else each.args[2:]
            if args[: len(first)] == first:
                found.append(each)
        return found

    def previews(self) -> list[Invocation]:
        """Dry runs: they do nothing, and show somebody what would be done."""
        return [each for each in self.never if each.disabled.endswith(SHOWS)]

    def by(self, flags: By) -> list[Invocation]:
        """Commands that one of these starts."""
        return [each for each in self.all if each.by & flags]

    def scripts(self) -> Iterator[tuple[str, Invocation]]:
        """(path in the tree, command): which file each command executes."""
        return iter(self._executed)


class CommandsCollector(Collector):
    """Reads commands wherever they are written down, and follows them."""

    def collect(self, tree: Tree, ci: Ci) -> Commands:
        """CI jobs first, then what is declared, then documents, then scripts that nobody calls."""
        files = Definitions(tree)
        notes: list[str] = []
        book = Book()
        for source in sources():
            _read(source, files, book, notes)
        targets = tuple(script_targets(files))
        locator = Locator(tree, _mounts(files, book), {each.name: each for each in targets})
        walk = Walk(book, _by_program(sources()), locator)
        for workflow in _startable(ci):
            for job in workflow.jobs:
                walk.job(workflow, job)
        for recipe in sorted(book.recipes.values(), key=lambda each: each.by & By.DOCUMENTED):
            if recipe.entry:
                walk.root(recipe)
        for recipe in list(book.recipes.values()):
            if recipe.runner == "script" and recipe.key not in walk.called and not is_templated(recipe.path):
                walk.root(recipe)
        if walk.full:
            notes.append(f"only the first {MAX_INVOCATIONS:,} commands were followed")
        live = [each for each in walk.found if not each.disabled]
        return Commands(
            all=tuple(live),
            never=tuple(each for each in walk.found if each.disabled),
            targets=targets,
            missing=tuple(walk.missing),
            notes=tuple(notes),
            _executed=tuple((path, each) for path, each in walk.scripts if not each.disabled),
            _by_program=_indexed(live),
        )


@cache
def sources() -> tuple[Source, ...]:
    """One of each source, by module name."""
    return tuple(each() for each in discover("rung.assess.commands", Source))


def _indexed(found: Iterable[Invocation]) -> dict[str, list[Invocation]]:
    by_program: dict[str, list[Invocation]] = {}
    for each in found:
        by_program.setdefault(each.program, []).append(each)
        if each.program == "python" and each.args[:1] == ("-m",) and len(each.args) > 1:
            by_program.setdefault(each.args[1], []).append(each)
    return by_program


def _read(source: Source, files: Definitions, book: Book, notes: list[str]) -> None:
    for path in source.paths(files):
        try:
            for recipe in source.read(path, files):
                book.add(recipe)
        except UnreadableError as error:
            note = f"{path}: {error.what}"
            if note not in notes:
                notes.append(note)


def _mounts(files: Definitions, book: Book) -> dict[str, Mounts]:
    found: dict[str, Mounts] = {}
    for runner, _, path in book.recipes:
        if runner == "image":
            mounts = mounts_of(dockerfile.read(files.content(path)), path)
            if mounts:
                found[path] = mounts
    return found


def _by_program(known: Iterable[Source]) -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = {}
    for source in known:
        for program in source.programs:
            found.setdefault(program, []).append(source)
    return found


def _startable(ci: Ci) -> Iterator[Workflow]:
    """The workflows without those that others have taken in; one that only others could start never runs."""
    taken_in = {path for each in ci.workflows for path in each.uses_files}
    for workflow in ci.workflows:
        if not workflow.only_called:
            yield workflow
        elif workflow.path not in taken_in:
            yield replace(workflow, disabled=workflow.disabled or "no workflow of this repository calls it")
