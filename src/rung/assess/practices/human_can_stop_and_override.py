"""A person can stop what runs by itself."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.oversight import Acts, Oversight
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet


class HumanCanStopAndOverride(Practice):
    """An entitled person can see, pause, override or stop automated predictions, retraining and promotion, on record.

    Why it matters
        A loop that improves itself can also worsen itself, faster than anybody deploys. When something goes wrong, the
        person who notices needs one switch, not an administrator.

    How to get there
        One flag for each automated action (a row, a file, a feature flag) that the action reads before it acts, a
        way to
        override a single decision with a reason, and an entry in the audit log for both. Use it twice a year.

    Not enough
        - scaling the deployment to zero by the one administrator
        - a flag that is defined and that no code reads

    References
        - EU AI Act: article 14(4)(d)-(e), article 26(2)
        - NIST AI RMF: MANAGE 2.4, GOVERN 3.2
        - ISO/IEC 42001: A.9.2
    """

    id = "human-can-stop-and-override"
    capability = Capability.PEOPLE_AND_OVERSIGHT
    level = Level.OPTIMIZED
    min_strength = Strength.PROVEN
    fresh_days = 180
    needs = ("runbook-and-on-call",)
    pitfall = "Automation that has gone wrong goes on until the one who can switch it off is found"
    effort = Effort.DAYS
    remedy = "let each automated action read one pause flag before it acts, and record who set it and why"

    def judge(self, oversight: Oversight) -> Judgement:
        """Met when predictions and the automation behind them can be stopped, and it is recorded."""
        switches = oversight.switches
        where = [each.place for each in switches]
        if not switches:
            if oversight.unread:
                first = oversight.unread[0]
                return unmet(
                    f"{first.name} is defined, and nothing reads it before acting",
                    [first.place],
                    remedy=f"let each automated action read {first.name} before it acts",
                )
            return unmet("no pause flag, kill switch or override is read before anything acts by itself")
        stopped = {each.stops for each in switches}
        acts = ", ".join(sorted(each.value for each in stopped))
        if len(stopped - {Acts.OTHER}) >= 2 and Acts.PREDICTS in stopped and oversight.recorded:
            return met(f"{switches[0].name} and others stop {acts}, and it is recorded", [*where, *oversight.recorded])
        record = "it is recorded" if oversight.recorded else "nothing records its use"
        return partial(
            f"{switches[0].name} stops {acts} only; {record}",
            [*where, *oversight.recorded],
            remedy=f"let the other automated actions read {switches[0].name} too, and record who set it and why",
        )
