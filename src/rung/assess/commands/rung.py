"""Rung itself: the steps of `pipeline:` that are commands or notebooks, and what `rung ci` runs besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, mapping, word
from rung.assess.commands.base import Book, Call, Recipe, Source
from rung.assess.invocation import By
from rung.assess.regex import regex

_INPUT = regex(r"\{\w+\}")
_TESTS = regex(r"(?:^|/)tests?/(?:[\w-]+/){0,6}test_[\w-]+\.py$|(?:^|/)tests?/(?:[\w-]+/){0,6}[\w-]+_test\.py$")
UNIT_TESTS = "unit tests"


class Rung(Source):
    """Steps of rung.yaml."""

    names = ("rung.yaml",)
    programs = ("rung",)
    runner = "rung"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One for each step that is no function, and one for the unit tests of `rung ci`."""
        document = files.mapping(path)
        steps = mapping(document.get("pipeline")) if document else mapping(None)
        folder = dirname(path)
        for name, given in steps.items():
            step, line = mapping(given), steps.lines.get(name, 1)
            text, at = word(step.get("run")), mapping(given).lines.get("run", line)
            if notebook := word(step.get("notebook")):
                text, at = f"papermill {notebook}", step.lines.get("notebook", line)
            if text:
                commands = files.commands(path, _INPUT.sub("$ARG", text), at)
                yield Recipe(self.runner, folder, name, path, at, commands, By.PIPELINE, folder=folder, note=name)
        if steps and any(_TESTS.search(each) for each in files.tree.entries):
            yield Recipe(
                self.runner,
                folder,
                UNIT_TESTS,
                path,
                getattr(steps, "line", 1),
                files.commands(path, "pytest", getattr(steps, "line", 1)),
                By.NOBODY,
                folder=folder,
                entry=False,
                note=UNIT_TESTS,
            )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """Every step for `rung run`, the named one with `--step`; the tests too for `rung ci`."""
        verb = call.args[:1]
        if verb not in (("run",), ("ci",)):
            return
        only = call.value("--step")
        for (runner, _, name), recipe in book.recipes.items():
            wanted = verb == ("ci",) if name == UNIT_TESTS else not only or name == only
            if runner == self.runner and wanted:
                yield recipe
