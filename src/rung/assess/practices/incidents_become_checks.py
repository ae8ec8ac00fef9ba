"""Each incident leaves a guard."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.incidents import Incidents
from rung.assess.records import Records
from rung.assess.records.telling import share
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import Incident
from rung.domain.unread import FileKind

ENOUGH = 0.8
"""Share of reviews with a guard."""


class IncidentsBecomeChecks(Practice):
    """Each incident or override pattern has a blameless review and leaves a new test, contract rule, alert or policy.

    Why it matters
        People forget and move on; a check does not. An incident that leaves only a resolution to be careful comes back.

    How to get there
        Keep one file per incident: what happened, how it was noticed, how long it took, why. Close it only with a link
        to the test, rule or alert that would notice it today.

    Not enough
        - "be more careful" as the action
        - a template that nobody ever filled in

    References
        - NIST AI RMF, MANAGE 4.3
        - EU AI Act, articles 20 and 73
        - DORA: learning culture, rework rate
    """

    id = "incidents-become-checks"
    capability = Capability.CONTINUOUS_IMPROVEMENT
    level = Level.OPTIMIZED
    min_strength = Strength.PRACTISED
    fresh_days = 365
    needs = ("runbook-and-on-call",)
    pitfall = "The same incident returns, and each time it is a surprise"
    effort = Effort.DAYS
    denied_in = frozenset({FileKind.DOCUMENT})
    remedy = "close no incident review without a link to the test, contract rule or alert it left"

    def judge(self, incidents: Incidents) -> Judgement:
        """Met when nearly every review names its guard; partial when some do."""
        reviews = incidents.reviews
        guarded = [each for each in reviews if each.guard]
        if guarded and len(guarded) >= ENOUGH * len(reviews):
            return met(
                f"{len(guarded)} of {len(reviews)} incident reviews name the guard they left",
                [each.place for each in guarded],
            )
        if guarded:
            return partial(
                f"{len(guarded)} of {len(reviews)} incident reviews name the guard they left",
                [each.place for each in reviews if not each.guard],
                remedy="link from the other reviews the test, contract rule or alert they left",
            )
        broken = [each for each in reviews if each.missing]
        if broken:
            return partial(
                f"the guard {broken[0].missing} is not in the tree",
                [each.place for each in broken],
                remedy=f"write the guard {broken[0].missing}, or correct its name in the review",
            )
        if reviews:
            return unmet(
                "incidents are reviewed, and none left a test, rule or alert",
                [each.place for each in reviews],
                remedy="link from each review the test, contract rule or alert it left",
            )
        if incidents.templates:
            return unmet(
                "there is a template and no incident review",
                incidents.templates,
                remedy="write the first review from the template, with a link to the guard it left",
            )
        return unmet("no incident review was found")

    def shown(self, records: Records) -> Shown | None:
        """Incidents of the last year that left a check."""
        return share(
            records.of(Incident, days=365),
            lambda each: bool(each.guard),
            "incidents left a check",
            at_least=1,
            decides=True,
        )
