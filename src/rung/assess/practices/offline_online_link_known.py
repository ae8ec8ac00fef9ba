"""How offline metrics relate to what users and business feel is measured."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.effects import PAIRS, Effects
from rung.domain import Capability, Effort, Judgement, Level, Strength, WaitsFor, met, partial, unmet


class OfflineOnlineLinkKnown(Practice):
    """It is measured how offline metrics relate to the business or user outcome, and thresholds are revised from it.

    Why it matters
        A gate is worth what its metric is worth. A tenth of a percent of AUC may move nothing that anybody pays for,
        and a model that looks equal may annoy the best customers.

    How to get there
        Keep for each release the offline difference and the effect seen online in one record; after some releases, look
        whether the first foretells the second, and move the thresholds of the gate.

    Not enough
        - a business indicator that only the README names
        - a simulated profit curve

    References
        - ML Test Score, Model 2 and Data 2
        - NIST AI RMF, MEASURE 2.13 and 4.3
        - Marvelous MLOps 1 and 4: business indicators
    """

    id = "offline-online-link-known"
    capability = Capability.CONTINUOUS_IMPROVEMENT
    level = Level.OPTIMIZED
    gating = False
    min_strength = Strength.PRACTISED
    fresh_days = 365
    needs = ("release-recorded",)
    pitfall = "The team climbs a metric that nobody outside it can feel"
    effort = Effort.WEEKS
    waits_for = WaitsFor.TIME
    remedy = "store the offline difference and the online effect of every release in one record"

    def judge(self, effects: Effects) -> Judgement:
        """Met by paired numbers of several releases or by code that records them; partial by fewer pairs."""
        enough = [place for place, rows in effects.tables if rows >= PAIRS]
        if effects.recorded or enough:
            return met("offline metric and online effect are kept side by side", [*enough, *effects.recorded])
        some = [place for place, rows in effects.tables if rows]
        if some:
            return partial(
                f"fewer than {PAIRS} releases have both numbers",
                some,
                remedy="add both numbers of the next release to the record",
            )
        return unmet("no record holds an offline metric and the effect it had online")
