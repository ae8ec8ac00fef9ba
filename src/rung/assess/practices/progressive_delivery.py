"""New models meet live traffic gradually."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.progressive import Progressive
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet


class ProgressiveDelivery(Practice):
    """New models meet live traffic gradually (shadow, canary, A/B or staged batch) with automatic stop on bad signals.

    Why it matters
        No test set holds tomorrow's requests. A model that is wrong in a new way harms five in a hundred for ten
        minutes, instead of everybody until somebody calls.

    How to get there
        Begin with a shadow: ask both versions, answer with the old one, compare. Then 5, 25, 100 per cent, each step
        behind a rule on errors and on the predictions themselves, which goes back without being asked.

    Not enough
        - a canary field that gives 100 per cent at once
        - two variants with fixed weights that nobody compares
        - a rule that sees HTTP errors only, where a wrong prediction answers 200
        - a smoke test while deploying

    References
        - Google MLOps level 1: online validation, canary or A/B
        - ML Test Score, Infra 6
        - DORA: change fail rate
    """

    id = "progressive-delivery"
    capability = Capability.DELIVERY
    level = Level.SCALABLE
    min_strength = Strength.PROVEN
    fresh_days = 120
    needs = ("automated-deployment", "rollback-ready", "realtime-monitoring")
    pitfall = "A model that is wrong in a new way reaches everybody at once"
    effort = Effort.WEEKS
    remedy = "serve the new version to a small share first, with a rule that withdraws it on bad signals"

    def judge(self, progressive: Progressive) -> Judgement:
        """Met when part of the traffic comes first and something stops it; partial without the stop."""
        if not progressive.found:
            if progressive.all_at_once:
                return unmet(
                    "the canary gets 100 per cent at once",
                    progressive.all_at_once,
                    remedy="give the canary a small share first",
                )
            return unmet("every new version gets all traffic at once")
        first = progressive.found[0]
        places = [each.place for each in progressive.found]
        if first.stops:
            return met(
                f"{first.what} takes part of the traffic first, and a rule takes it back",
                [first.place, first.stops, *places],
            )
        return partial(
            f"{first.what} takes part of the traffic first; nothing takes it back on bad signals",
            places,
            remedy="add a rule that takes the new version back on bad signals",
        )
