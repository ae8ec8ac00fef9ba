"""Delivery is measured and improved."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.governance import Governance
from rung.domain import Capability, Effort, Judgement, Level, Strength, WaitsFor, met, partial, unmet


class DeliveryMetricsReviewed(Practice):
    """Lead time, frequency, failures, recovery and rework are computed from records and reviewed to remove waste.

    Why it matters
        Teams believe that they release often and rarely break things. The records often say otherwise, and only they
        show where a week is lost between a trained model and its first prediction.

    How to get there
        Compute the five numbers from what is already kept: commits, the release log, the incident log. Look at them
        once a quarter, pick one waste, and link what was changed to the number that should move.

    Not enough
        - numbers from CI alone: a deployment that went through may still harm
        - targets copied from somebody else's table
        - counts of experiment runs

    References
        - DORA: change lead time, deployment frequency, recovery time, change fail rate, rework rate
        - NIST AI RMF: MANAGE 4.2
    """

    id = "delivery-metrics-reviewed"
    capability = Capability.DELIVERY
    level = Level.OPTIMIZED
    min_strength = Strength.PRACTISED
    fresh_days = 120
    needs = ("release-recorded", "automated-deployment")
    pitfall = "Work goes into what feels slow, while the real delay stays unseen"
    effort = Effort.DAYS
    waits_for = WaitsFor.TIME
    remedy = "compute lead time, frequency, failures and recovery from the release and incident logs each quarter"

    def judge(self, governance: Governance) -> Judgement:
        """Met when speed, failures and recovery are computed and kept without a person, incidents included."""
        if not governance.metrics:
            return unmet("nothing computes lead time, frequency, failures or recovery of releases")
        lacking = [
            f"{kind} is not computed without a person"
            for kind in ("speed", "failure", "recovery")
            if kind not in governance.metric_kinds
        ]
        if not governance.metrics_of_incidents:
            lacking.append("incidents do not enter")
        if not governance.metrics_kept:
            lacking.append("the values are not kept")
        if lacking:
            return partial(
                f"delivery metrics are computed, but {', '.join(lacking)}",
                governance.metrics,
                remedy=f"add what is lacking: {', '.join(lacking)}",
            )
        return met("speed, failures and recovery of releases are computed and kept on a schedule", governance.metrics)
