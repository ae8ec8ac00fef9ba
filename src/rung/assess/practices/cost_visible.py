"""What a model, a run and an endpoint cost is known and acted on."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.resources import Resources
from rung.assess.records import Records
from rung.assess.records.telling import share
from rung.assess.resources.facts import Fact
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import PipelineRun


class CostVisible(Practice):
    """Cost and resource use per model, run and endpoint are known, budgeted and acted on.

    Why it matters
        Costs that arrive as one invoice are nobody's. The endpoint without traffic, the cluster that nobody stopped and
        the search that was ten times too wide stay until finance asks.

    How to get there
        Record duration and machine of every run and work out its price; label every resource with team and model; set a
        budget that tells somebody; let idle machines stop by themselves.

    Not enough
        - one invoice for the whole account
        - system metrics that nobody turns into money or a decision

    References
        - Marvelous MLOps 4: infrastructure costs tracked
        - ML Test Score, Data 3 and Monitor 6
        - NIST AI RMF, MEASURE 2.12
    """

    id = "cost-visible"
    capability = Capability.SERVING_AND_SCALE
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 60
    needs = ("infrastructure-as-code",)
    pitfall = "Idle endpoints and oversized runs are found by the finance department"
    effort = Effort.DAYS
    remedy = "record seconds and price per run, label resources with team and model, and set a budget with a receiver"

    def judge(self, resources: Resources) -> Judgement:
        """Met by a budget and attribution; partial by one of them, by recorded use, or by machines that stop."""
        budget = resources.of(Fact.BUDGET)
        attributed = [*resources.of(Fact.ATTRIBUTION), *resources.priced]
        if budget and attributed:
            return met("costs are attributed and a budget is watched", [*budget, *attributed])
        if budget or attributed:
            word = (
                "a budget is watched, and nothing attributes costs"
                if budget
                else "costs are attributed, and no budget is set"
            )
            lacks = "label resources with team and model" if budget else "set a budget with a receiver"
            return partial(word, [*budget, *attributed], remedy=lacks)
        if resources.measured:
            return partial(
                "the use of machines is recorded per run, and no price or budget",
                resources.measured,
                remedy="multiply the use by a price per run, and set a budget with a receiver",
            )
        thrift = resources.of(Fact.THRIFT)
        if thrift:
            return partial(
                "idle machines stop by themselves; nothing attributes or budgets costs",
                thrift,
                remedy="label resources with team and model, and set a budget with a receiver",
            )
        return unmet("no cost, budget or use of machines is recorded")

    def shown(self, records: Records) -> Shown | None:
        """Runs that carry what they cost."""
        return share(
            records.of(PipelineRun), lambda each: each.cost is not None, "pipeline runs carry their cost", newest=20
        )
