"""Finds the expectations that a project states about its data, in code and in files."""

from __future__ import annotations

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.contracts import Contract, definitions, files_on_disk, home_grown, requests, tools
from rung.assess.dataflow import Side, Sides
from rung.assess.tree.base import Tree


class Contracts(Struct, frozen=True):
    """Every contract, the strongest first: those that count, then by rules."""

    contracts: tuple[Contract, ...] = ()
    serves: bool = False
    """Something answers requests or scores batches."""

    def of(self, side: Side) -> list[Contract]:
        """Contracts that count, for one side."""
        return [each for each in self.contracts if each.counts and side in each.sides]

    def ruled(self, side: Side) -> list[Contract]:
        """Those of one side that say more than types."""
        return [each for each in self.of(side) if each.rules]

    @property
    def void(self) -> list[Contract]:
        """Contracts that let everything pass, and why."""
        return [each for each in self.contracts if not each.counts]


class ContractsCollector(Collector):
    """Looks for schema classes and calls by name, and for declared files by theirs."""

    def collect(self, tree: Tree, files: Files, code: Code, reach: Reach, training: Training) -> Contracts:
        """Contracts of tests, examples and vendored code are left out, except tests of the data itself."""
        sides = Sides(code, reach, training.fits, training.predicts)
        away = frozenset(path for path in code.modules if files.excluded(path) or files.aside(path))
        found = [
            *definitions.schema_classes(code, reach, sides, away),
            *requests.request_models(code, reach, sides, away),
            *tools.in_calls(code, reach, sides, away),
            *home_grown.checks(code, reach, sides, away),
            *home_grown.data_tests(code, reach, away),
            *files_on_disk.declared(
                tree, code, frozenset(p for p in tree.entries if files.excluded(p) or files.aside(p))
            ),
        ]
        found.sort(key=lambda each: (not each.counts, not each.rules, each.place))
        return Contracts(tuple(found), bool(sides.serving))
