"""Maturity is measured again and again, and falls when evidence lapses."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.measurements import Measurements
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, WaitsFor, met, partial, unmet
from rung.domain.record import CiRun

LONG_ENOUGH = 150
"""Days between the first and the newest measurement."""


class MaturityRemeasured(Practice):
    """Maturity is measured on a schedule, lapsed evidence lowers it, and the plan is updated from it.

    Why it matters
        Practices decay quietly: a schedule is paused, an owner leaves, a gate is switched off for a week. One
        assessment describes one day.

    How to get there
        Run the measurement every month in CI, keep each result beside the last, and open an item when a practice falls.

    Not enough
        - one assessment in a PDF
        - a measurement in CI whose result nobody keeps

    References
        - NIST AI RMF, GOVERN 1.5
        - ISO 42001, 9.3 and 10.1
        - DORA: continuous measurement
    """

    id = "maturity-remeasured"
    capability = Capability.CONTINUOUS_IMPROVEMENT
    level = Level.OPTIMIZED
    min_strength = Strength.PRACTISED
    fresh_days = 120
    needs = ("ci-on-every-change",)
    pitfall = "The level on the slide is two years old, and nobody knows what has lapsed since"
    effort = Effort.HOURS
    waits_for = WaitsFor.TIME
    remedy = "run `rung assess` monthly in CI and keep each result"

    def judge(self, found: Measurements) -> Judgement:
        """Met by a scheduled measurement with history; partial when one of the two is missing."""
        if found.commands:
            first = found.commands[0]
            places = [each.place for each in found.commands]
            if first.scheduled and (first.kept or len(found.results) > 1):
                return met(f"`{first.command}` runs on a schedule and its results are kept", places)
            if first.scheduled:
                return partial(
                    f"`{first.command}` runs on a schedule, and nothing keeps its results",
                    places,
                    remedy="keep each result: as an artefact, or a line of a file",
                )
            return partial(
                f"`{first.command}` is run, and no schedule starts it",
                places,
                remedy=f"start `{first.command}` on a schedule and keep each result",
            )
        if len(found.results) > 1:
            return partial(
                f"{len(found.results)} measurements are kept, and no schedule makes the next",
                found.results,
                remedy="let a schedule make the next measurement and keep it",
            )
        if found.results:
            return unmet(
                "maturity was measured once", found.results, remedy="measure on a schedule, and keep each result"
            )
        return unmet("nothing measures maturity")

    def shown(self, records: Records) -> Shown | None:
        """Scheduled runs of the measurement, over half a year."""
        runs = [
            each
            for each in records.of(CiRun)
            if each.event == "schedule" and each.status != "cancelled" and "rung" in each.workflow.lower()
        ]
        if not runs or (runs[-1].at - runs[0].at).days < LONG_ENOUGH:
            return None
        return happened(runs, "the maturity was measured on schedule", at_least=3, decides=True)
