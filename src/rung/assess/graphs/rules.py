"""Graphs declared as rules with files: Snakemake, Nextflow, R targets, and Makefiles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rung.assess.graphs.base import Framework, Graph, Sources, Step, role_of
from rung.assess.invocation import By
from rung.assess.parse import makefile
from rung.assess.regex import regex
from rung.domain import Place
from rung.errors import UnreadableError

_SCRIPT = regex(r"(?:^|[\s/])(?:python[\d.]*|Rscript|bash|sh)\s+(?:-m\s+)?([\w./-]{1,200})")
"""The program that a line of a recipe starts."""
_SNAKE = regex(r"^(?:rule|checkpoint)\s+(\w+)\s*:", re.M)
_NEXTFLOW = regex(r"^process\s+(\w+)\s*\{", re.M)
_TARGET = regex(r"tar_(?:target|qs|rds|file|stan\w{0,60}|quarto|render)\(\s*(\w+)\s*,\s*([^,\n)]*)")


class Rules(Framework):
    """Files made from files."""

    name = "rules"

    def graphs(self, sources: Sources) -> Iterable[Graph]:
        """Snakefiles, Nextflow scripts, `_targets.R`, and Makefiles whose targets depend on each other."""
        yield from _by_pattern("snakemake", sources, ("Snakefile", "*.smk"), _SNAKE)
        yield from _by_pattern("nextflow", sources, ("*.nf",), _NEXTFLOW)
        for path in sources.paths("_targets.R", "_targets.Rmd"):
            text = sources.tree.text(path) or ""
            steps = [
                Step(match[1], Place(path, _line(text, match)), role_of(match[1]) or role_of(match[2]))
                for match in _TARGET.finditer(text)
            ]
            if steps:
                yield Graph("targets", path, steps[0].place, tuple(steps), by=By.PIPELINE | sources.started("Rscript"))
        yield from _makefiles(sources)


MOST_TARGETS = 300
"""Targets of a Makefile of which each may be a graph; in a larger one only those that no other needs are."""


def _by_pattern(name: str, sources: Sources, files: tuple[str, ...], pattern: re.Pattern[str]) -> Iterator[Graph]:
    for path in sources.paths(*files):
        text = sources.tree.text(path) or ""
        steps = [Step(match[1], Place(path, _line(text, match)), role_of(match[1])) for match in pattern.finditer(text)]
        if steps:
            yield Graph(name, path, steps[0].place, tuple(steps), by=By.PIPELINE | sources.started(name))


def _makefiles(sources: Sources) -> Iterator[Graph]:
    """Targets that are reached from one target through its prerequisites."""
    for path in sources.paths("Makefile", "makefile", "GNUmakefile"):
        try:
            book = makefile.read(sources.tree.text(path) or "")
        except UnreadableError:
            continue
        targets = book.targets
        inner = {each for target in targets.values() for each in target.prerequisites}
        for target in targets.values():
            if len(targets) > MOST_TARGETS and target.name in inner:
                continue
            needed = _needed(target.name, targets)
            if len(needed) < 3:
                continue
            steps = [_target(path, targets[name]) for name in needed]
            files = sum(1 for name in needed if not targets[name].phony and ("." in name or "/" in name))
            yield Graph("make", target.name, Place(path, target.line), tuple(steps), by=By.TARGET, linear=files < 2)


def _target(path: str, target: makefile.Target) -> Step:
    """A target as a step: a file that is made tells its role by what makes it, where its name does not."""
    role = role_of(target.name)
    if not target.phony and ("/" in target.name or "." in target.name):
        made = (role_of(match[1].rpartition("/")[2]) for _, line in target.recipe for match in _SCRIPT.finditer(line))
        role = next(filter(None, made), role)
    return Step(target.name, Place(path, target.line), role)


def _needed(name: str, targets: dict[str, makefile.Target]) -> list[str]:
    found: dict[str, None] = {}
    todo = [name]
    while todo:
        each = todo.pop()
        if each in targets and each not in found:
            found[each] = None
            todo.extend(targets[each].prerequisites)
    return list(found)


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1
