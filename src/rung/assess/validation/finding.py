"""Finds the checks of data in code and says whether their failure ends the run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from rung.assess.code import Code, Reach, Site
from rung.assess.code.base import place_in
from rung.assess.contracts.home_grown import CHECKING, structure_stop, value_stop
from rung.assess.dataflow import Order, Side, Sides
from rung.assess.invocation import By
from rung.assess.parse.python_facts import SWALLOWED, TESTED, Call, Module, Stop
from rung.assess.regex import regex
from rung.assess.validation import tools
from rung.assess.validation.base import Check, Depth

OUTPUTS = regex(r"output|prediction|result|response|score|importance|shap", re.I)
"""Names of schemas of what a model says, which is too late to stop anything before it."""
_ROWS = frozenset({"empty", "n_rows", "num_rows", "row_count", "nrow"})
_FITTING = regex(r"^(fit|transform|predict|__init__|__call__|forward|evaluate|score|_?fit\w*|_?transform\w*)$")


class Finder:
    """Looks through the code of one tree."""

    def __init__(self, code: Code, reach: Reach, sides: Sides, fits: Iterable[Site], away: frozenset[str]) -> None:
        self.code = code
        self.reach = reach
        self.sides = sides
        self.order = Order(code, reach)
        self.fits = [site for site in fits if not site.module.notebook]
        self.away = away

    def checks(self, schemas: frozenset[str]) -> Iterator[Check]:
        """Checks by a tool, then by hand; `schemas` are the names of the project's own schema objects."""
        yield from self._by_schema(schemas)
        for tool, patterns in tools.RAISING.items():
            for site in self._sites(tool, patterns):
                yield self._check(tool, site, self._caught(site))
        for tool, patterns in tools.REPORTING.items():
            for site in self._sites(tool, patterns):
                yield self._check(tool, site, self._ignored(site))
        for tool, patterns in tools.NOT_WAITED_FOR.items():
            for site in self._sites(tool, patterns):
                yield self._check(tool, site, "it writes down what it finds, and nothing waits for it")
        yield from self._by_hand()

    def _by_schema(self, schemas: frozenset[str]) -> Iterator[Check]:
        if not schemas:
            return
        for module in self._modules():
            for call in module.calls:
                parts = call.name.replace("()", "").lstrip("?").split(".")
                checked = parts[-1] in ("validate", "check", "cast") and parts[-2:-1] and parts[-2] in schemas
                made = parts[-1] in schemas and bool(call.args) and call.scope.partition(".")[0] not in schemas
                if (checked or made) and not OUTPUTS.search(parts[-2] if checked else parts[-1]):
                    site = Site(module, call)
                    yield self._check("pandera", site, self._caught(site))

    def _by_hand(self) -> Iterator[Check]:
        for module in self._modules():
            by_scope: dict[str, list[Stop]] = {}
            for stop in module.stops:
                by_scope.setdefault(stop.scope, []).append(stop)
            for scope, stops in by_scope.items():
                node = (module.path, scope)
                by = self.reach.by(*node)
                if by in (By.NOBODY, By.TEST) or scope.rpartition(".")[2].startswith("test_"):
                    continue
                yield from self._by_stops(module, scope, stops, by)
            yield from self._asked(module)

    def _by_stops(self, module: Module, scope: str, stops: list[Stop], by: By) -> Iterator[Check]:
        values = [stop for stop in stops if value_stop(stop)]
        structure = [stop for stop in stops if structure_stop(stop)]
        rows = [stop for stop in stops if set(stop.names) & _ROWS]
        found = values or structure or rows
        if not found:
            return
        depth = Depth.VALUES if values else Depth.STRUCTURE if structure else Depth.ROWS
        alive = [stop for stop in found if not stop.swallowed]
        why = "" if alive else "its own error is caught"
        place = place_in(module, (alive or found)[0].line)
        name = scope.rpartition(".")[2]
        before = self._before((module.path, scope), place.line)
        purpose = (
            bool(CHECKING.search(name)) or (values != [] and not _FITTING.match(name)) or scope in ("", "__main__")
        )
        yield Check(
            "a check in code",
            scope or module.path,
            place,
            by,
            before,
            depth,
            purpose,
            why or self._caught_above(module.path, scope),
        )

    def _asked(self, module: Module) -> Iterator[Check]:
        """`if not validate(df): raise`, where the function of the project only answers yes or no."""
        for call in module.calls:
            name = call.last
            if name not in self._validators:
                continue
            told = [stop for stop in module.stops if stop.scope == call.scope and stop.line >= call.line]
            asked = [
                stop for stop in told if name in stop.names or set((call.target or "-").split(",")) & set(stop.names)
            ]
            if asked and not asked[0].swallowed:
                site = Site(module, call)
                yield self._check("a check in code", site, "")
            elif call.flags & TESTED and not told and call.scope in ("", "__main__"):
                yield self._check("a check in code", Site(module, call), "its answer only changes what is logged")

    @cached_property
    def _validators(self) -> frozenset[str]:
        """Functions that look at values or columns of data and return an answer instead of refusing."""
        return frozenset(
            name.rpartition(".")[2]
            for module in self._modules()
            for name in module.functions
            if CHECKING.search(name.rpartition(".")[2]) and _looks_at_data(module, name)
        )

    def _check(self, tool: str, site: Site, why_not: str) -> Check:
        before = self._before(site.scope, site.call.line)
        why = why_not or self._caught_above(*site.scope)
        by = self.reach.of(site)
        if site.module.notebook:
            why = why or "it stands in a notebook"
        return Check(tool, site.call.name.replace("?", ""), site.place, by, before, Depth.VALUES, True, why)

    def _before(self, node: tuple[str, str], line: int) -> frozenset[Side]:
        sides = set()
        answers = {self.order.before(node, line, fit.scope, fit.call.line) for fit in self.fits}
        known = self.sides.of(node)
        if True in answers or (False not in answers and Side.TRAINING in known):
            sides.add(Side.TRAINING)
        if Side.SERVING in known:
            sides.add(Side.SERVING)
        return frozenset(sides)

    def _caught(self, site: Site) -> str:
        return "its error is caught on the spot" if site.call.flags & SWALLOWED else ""

    def _caught_above(self, path: str, scope: str) -> str:
        """Every caller of the function catches what it raises."""
        name = scope.rpartition(".")[2]
        caught = ""
        for caller in self.reach.callers.get((path, scope), ()):
            module = self.code.modules.get(caller[0])
            calls = [call for call in module.calls if call.scope == caller[1] and call.last == name] if module else []
            if not calls or not all(call.flags & SWALLOWED for call in calls):
                return ""
            caught = f"its error is caught in {caller[1] or caller[0]}"
        return caught

    def _ignored(self, site: Site) -> str:
        """What keeps the finding of a reporting call from stopping anything."""
        names = {part for part in site.call.target.split(",") if part} | tools.VERDICTS
        later = [stop for stop in site.module.stops if stop.scope == site.call.scope and stop.line >= site.call.line]
        told = [stop for stop in later if set(stop.names) & names]
        if told:
            return "" if any(not stop.swallowed for stop in told) else "its own error is caught"
        if _handed_on(site.call, site.module):
            return self._ignored_above(site)
        return "nobody looks at its result"

    def _ignored_above(self, site: Site) -> str:
        name = site.call.scope.rpartition(".")[2]
        for caller in self.reach.callers.get(site.scope, ()):
            module = self.code.modules.get(caller[0])
            for call in module.calls if module else ():
                if call.scope == caller[1] and call.last == name and module:
                    names = {part for part in call.target.split(",") if part} | tools.VERDICTS | {name}
                    if any(
                        stop.scope == call.scope and set(stop.names) & names and not stop.swallowed
                        for stop in module.stops
                    ):
                        return ""
        return "nobody stops on its result"

    def _sites(self, tool: str, patterns: tuple[str, ...]) -> Iterator[Site]:
        for site in self.code.find(*patterns):
            path = site.module.path
            if path in self.away or self.reach.from_module(path) in (By.TEST, By.NOBODY):
                continue
            r = site.module.language == "r"
            if (tool in tools.R_ONLY) != r and not (r and tool == "Pointblank"):
                continue
            if not r and tool in tools.PACKAGES and not self.code.imports(path, *tools.PACKAGES[tool]):
                continue
            yield site

    def _modules(self) -> Iterator[Module]:
        for module in self.code.modules.values():
            if module.path not in self.away and not module.notebook and self.reach.from_module(module.path) != By.TEST:
                yield module


def _handed_on(call: Call, module: Module) -> bool:
    function = module.functions.get(call.scope)
    return function is not None and call.scope not in ("", "__main__")


def _looks_at_data(module: Module, name: str) -> bool:
    for call in module.calls:
        if call.scope == name and call.last in (
            "isnull",
            "isna",
            "duplicated",
            "between",
            "isin",
            "nunique",
            "notnull",
            "is_null",
        ):
            return True
    return any(branch.scope == name and "columns" in branch.names for branch in module.branches)
