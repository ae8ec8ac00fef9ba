"""Rows that are set apart one by one, and files that hold the parts, whichever script makes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.code import Code, Site
from rung.assess.code.base import place_in
from rung.assess.dataflow.splitting import HELD_FILE, PART_HELD, PART_TRAINED, TRAINED_FILE
from rung.assess.invocation import Invocation
from rung.assess.parse.python_facts import Module
from rung.domain import Place

_DRAWS = ("random.random", "numpy.random.rand", "numpy.random.random", "*_rng().random", "*Random().random",
          "random.uniform", "numpy.random.uniform")  # fmt: skip


def row_by_row(code: Code) -> Iterator[Site]:
    """A random number sends each row to one part or the other: `out = train if random() > share else test`."""
    for site in code.find(*_DRAWS):
        if site.call.last == "uniform" or not site.call.args:
            names = _told(site.module, site.call.scope, site.call.line)
            if any(PART_TRAINED.search(each) for each in names) and any(PART_HELD.search(each) for each in names):
                yield site


def _told(module: Module, scope: str, line: int) -> list[str]:
    """What stands in the comparison on that line, and what its arms do."""
    found: list[str] = []
    for comparison in module.comparisons:
        if (comparison.scope, comparison.line) == (scope, line):
            found += comparison.names
    for branch in module.branches:
        if (branch.scope, branch.line) == (scope, line) and branch.ops:
            found += [*branch.then, *branch.orelse]
    return found


def part_files(
    code: Code, scripts: Iterable[tuple[str, Invocation]], trains: Iterable[str], judges: Iterable[str]
) -> Iterator[tuple[str, Place]]:
    """(file, place): a script that only judges names the test file, and one that trains the training file."""
    fitting, judging = set(trains), set(judges)
    named = list(_named(code, scripts))
    if any(path in fitting and TRAINED_FILE.search(text) for path, text, _ in named):
        for path, text, place in named:
            if path in judging - fitting and HELD_FILE.search(text):
                yield text, place


def _named(code: Code, scripts: Iterable[tuple[str, Invocation]]) -> Iterator[tuple[str, str, Place]]:
    """(script, file name, place): what stands in the script, and what a command gives it."""
    for path, module in code.modules.items():
        if not module.notebook:
            yield from ((path, text, place_in(module, line)) for text, line in module.strings)
    for path, each in scripts:
        if not each.disabled:
            yield from ((path, word.rpartition("=")[2], each.place) for word in each.args)
