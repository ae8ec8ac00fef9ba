"""Finds what records training runs: calls of tools, configuration, tables the project writes itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE, By
from rung.assess.tracking.base import CORE, Holds, Log, Store
from rung.assess.tree.base import Tree


@dataclass(frozen=True, slots=True)
class Tracking:
    """What records the runs of this project; code that only tests reach is left out."""

    logs: tuple[Log, ...] = ()
    """Calls and configuration, in order of place; unreached and switched-off ones too."""
    stores: tuple[Store, ...] = ()
    """Addresses that code and configuration give to a tracking tool."""

    def reached(self, by: By = RUNNABLE) -> list[Log]:
        """Logs that somebody in `by` reaches and that are switched on."""
        return [log for log in self.logs if log.by & by and not log.off]

    def of(self, holds: Holds, by: By = RUNNABLE) -> list[Log]:
        """Reached logs that hold any of these."""
        return [log for log in self.reached(by) if log.holds & holds]

    def holds(self, by: By = RUNNABLE) -> Holds:
        """Everything that reached logs hold together; what the next run writes over does not count."""
        return _together(log for log in self.reached(by) if not log.overwritten)

    @property
    def tools(self) -> tuple[str, ...]:
        """Tools of the reached logs, those that hold the most first."""
        held: dict[str, Holds] = {}
        for log in self.reached():
            held[log.tool] = held.get(log.tool, Holds.NOTHING) | log.holds
        return tuple(sorted(held, key=lambda tool: (-(held[tool] & CORE).bit_count(), -held[tool].bit_count(), tool)))

    @property
    def ephemeral(self) -> list[Store]:
        """Stores whose records are gone when the machine is."""
        return [store for store in self.stores if store.ephemeral]

    @property
    def lasting(self) -> list[Store]:
        """Stores whose records stay."""
        return [store for store in self.stores if not store.ephemeral]


def _together(logs: Iterable[Log]) -> Holds:
    total = Holds.NOTHING
    for log in logs:
        total |= log.holds
    return total


class TrackingCollector(Collector):
    """Looks through the calls once per tool, then at configuration and at what the project writes itself."""

    def collect(self, tree: Tree, files: Files, code: Code, reach: Reach, training: Training) -> Tracking:
        """Everything seen, in order of place."""
        return Tracking()
