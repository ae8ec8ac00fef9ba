"""Whoever is called finds written what to do."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.on_call import OnCall
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, WaitsFor, met, partial, unmet
from rung.domain.record import Alarm


class RunbookAndOnCall(Practice):
    """There is a runbook per alert and failure mode and someone reachable to use it.

    Why it matters
        An alert at night is read by somebody who did not write the model. Without a page that says what it means and
        what to do first, they wait for the one who did.

    How to get there
        One page per alert: what it means, how to look, how to stop the harm (roll back, fall back), whom to call next.
        Link it from the alert, and keep the roster as code or in the page.

    Not enough
        - a runbook for the database only
        - a troubleshooting section about installing the package
        - a template that nobody filled in

    References
        - NIST AI RMF: MANAGE 4.1
        - ISO/IEC 42001: A.8.4
        - DORA: time to restore service
    """

    id = "runbook-and-on-call"
    capability = Capability.PEOPLE_AND_OVERSIGHT
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 180
    needs = ("workflow-documented", "owner-and-goal-named")
    pitfall = "An alert wakes somebody who does not know what it means or what to do"
    effort = Effort.DAYS
    waits_for = WaitsFor.PEOPLE
    remedy = "write one page per alert (meaning, first look, rollback, whom to call) and link it from the alert rule"

    def judge(self, on_call: OnCall) -> Judgement:
        """Met when there is a runbook and somebody who is called."""
        reachable = [*on_call.rosters, *on_call.contacts]
        if on_call.runbooks and on_call.dead_links:
            target, place = on_call.dead_links[0]
            return partial(
                f"an alert links to {target}, which is not there",
                [place, *on_call.runbooks],
                remedy=f"write the page at {target}, or correct the link",
            )
        if on_call.runbooks and reachable:
            return met(
                f"{len(on_call.runbooks)} runbook{'s' if len(on_call.runbooks) > 1 else ''}, and who is "
                f"called stands in "
                f"{reachable[0].path}",
                [*on_call.runbooks, *reachable],
            )
        if on_call.links and on_call.rosters:
            return met("alerts link to runbooks, and a roster says who is called", [*on_call.links, *on_call.rosters])
        if on_call.runbooks:
            return partial(
                "there is a runbook, and nothing says who is called",
                on_call.runbooks,
                remedy="add who is called, in which order, and how",
            )
        return self._half(on_call)

    def shown(self, records: Records) -> Shown | None:
        """Alarms that a named person took."""
        taken = [each for each in records.of(Alarm) if each.acknowledged_by]
        return happened(taken, "somebody on call took an alarm")

    def _half(self, on_call: OnCall) -> Judgement:
        if on_call.links:
            return partial(
                "alerts link to runbooks outside the repository, and nothing says who is called",
                on_call.links,
                remedy="say in the repository who is called, in which order, and how",
            )
        if on_call.rosters:
            return partial(
                "somebody is called, and no runbook says what to do",
                on_call.rosters,
                remedy="write one page per alert: meaning, first look, rollback, whom to call",
            )
        if on_call.dead_links:
            target, place = on_call.dead_links[0]
            return unmet(
                f"an alert links to {target}, which is not there",
                [place],
                remedy=f"write the page at {target}, or correct the link",
            )
        if on_call.unfilled:
            return unmet(
                f"{on_call.unfilled[0].path} is not filled in",
                on_call.unfilled,
                remedy=f"fill in {on_call.unfilled[0].path}",
            )
        return unmet("no runbook, on-call roster or escalation is written down")
