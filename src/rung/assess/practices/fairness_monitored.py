"""Groups of people are followed in production."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.performance import Performance
from rung.assess.invocation import RUNNABLE
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import Alarm


class FairnessMonitored(Practice):
    """Outcomes and errors by group are followed in production, with limits, care for small groups, and a response.

    Why it matters
        A model that was fair at release becomes unfair when its inputs or its users change, and the average hides it.
        Whoever is hurt does not show up in the overall error.

    How to get there
        Declare the groups, or a lawful proxy. On the prediction log compute rates and errors by group with a lowest
        number of rows and an interval, set a limit, and write down who decides what when it is crossed.
        A model that is not about people says so in `rung.yaml`.

    Not enough
        - a fairness report before the release
        - groups that are missing and silently left out

    References
        - EU AI Act, articles 10, 15(4) and 26(5)
        - NIST AI RMF, MEASURE 2.11 and 3.3
        - ML Test Score, Model 7
    """

    id = "fairness-monitored"
    capability = Capability.MONITORING
    level = Level.OPTIMIZED
    min_strength = Strength.PRACTISED
    fresh_days = 45
    needs = ("performance-monitored",)
    pitfall = "A group is treated worse for months while the overall error stays the same"
    effort = Effort.WEEKS
    remedy = "compute rates and errors by group on the prediction log on a schedule, with a lowest count and a limit"

    def judge(self, performance: Performance) -> Judgement:
        """Met when figures by group on live data run regularly against a limit; partial when one is missing."""
        live = [each for each in performance.groups if each.by & RUNNABLE and not each.notebook]
        full = [
            each for each in live if each.scheduled and each.limits and (each.stored or each.told) and not each.demo
        ]
        if full:
            return met(
                "figures by group are computed on live data on a schedule, with a limit", [each.place for each in full]
            )
        if live:
            lack = "without a limit" if live[0].scheduled else "and nothing starts it regularly"
            return partial(
                f"figures by group are computed on live data, {lack}",
                [each.place for each in live],
                remedy="start them on a schedule, with a lowest count and a limit for each group",
            )
        if performance.offline_groups:
            return unmet(
                "figures by group are computed before release only",
                performance.offline_groups,
                remedy="compute the same figures on the prediction log on a schedule",
            )
        return unmet("no figure by group of people is followed in production")

    def shown(self, records: Records) -> Shown | None:
        """Rules about groups that were evaluated."""
        return happened(
            [each for each in records.of(Alarm) if each.about == "fairness"], "fairness was evaluated", at_least=2
        )
