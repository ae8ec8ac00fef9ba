"""After a release somebody looks whether it does what was expected."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.drift import Data, Drift
from rung.assess.collectors.performance import Performance
from rung.assess.collectors.release_checks import ReleaseChecks
from rung.assess.collectors.serving import Serving
from rung.assess.invocation import DECLARED, By
from rung.assess.records import Records
from rung.assess.records.telling import happened, is_production
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import Deployment

KNOWN = DECLARED | By.DOCUMENTED
"""Somebody knows how to start it; a script that no document or target names is not part of a release."""


class PostReleaseCheck(Practice):
    """After each release and once per period, live results are compared with expectation and the finding is kept.

    Why it matters
        Tests tell what was expected before the release. Only live results tell whether inputs, users and the world
        agree; a look by a person once a month finds what no metric was made for.

    How to get there
        Keep a checklist or a small report job: predictions of the last days beside those of the evaluation, by class or
        quantile, with a line of judgement. Run it after each release and put a date in the calendar.

    Not enough
        - a smoke test that the new version answers
        - a report made once when the project began
        - a comparison on the training data

    References
        - Microsoft MLOps maturity, levels 1 and 2
        - NIST AI RMF, MEASURE 2.4
        - EU AI Act, article 72
    """

    id = "post-release-check"
    capability = Capability.MONITORING
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    fresh_days = 90
    needs = ("served-behind-interface",)
    pitfall = "A release that is worse than the one before stays, because nobody looked at its live results"
    effort = Effort.HOURS
    remedy = "add an issue template with what to compare after a release, or a scheduled report on the prediction log"

    def judge(self, checks: ReleaseChecks, drift: Drift, performance: Performance, serving: Serving) -> Judgement:
        """Met by a regular report on live results, a checklist or a canary analysis; partial by a smoke test."""
        measured = [each for each in performance.running if not each.demo]
        compared = [each for each in drift.running if each.data is Data.LIVE and not each.demo and not each.flaw]
        regular = [each.place for each in measured if each.scheduled and (each.stored or each.told)]
        regular += [each.place for each in compared if each.scheduled and each.told]
        if checks.judged:
            return met(
                f"{checks.judged[0].what} compares live figures at each release", [each.place for each in checks.judged]
            )
        if regular:
            return met("a scheduled job compares live results with expectation and keeps what it found", regular)
        if checks.checklists:
            return met("a checklist says what to compare after a release", checks.checklists)
        if not serving.exists:
            return unmet("nothing is served, so no live result is compared with expectation")
        by_hand = [each.place for each in measured if each.stored and each.by & KNOWN] + [
            each.place for each in compared if each.stored and not each.per_release and each.by & KNOWN
        ]
        if by_hand:
            return partial(
                "live results can be compared with expectation, when somebody starts it",
                by_hand,
                remedy="start that comparison by the release, or on a schedule",
            )
        if checks.smoke:
            return partial(
                "a release is asked whether it answers; its results are compared with nothing",
                checks.smoke,
                remedy="compare its live results with expectation, beside the question whether it answers",
            )
        return unmet("nothing compares live results with expectation after a release")

    def shown(self, records: Records) -> Shown | None:
        """A release whose live results were compared with expectation."""
        checked = [each for each in records.of(Deployment) if is_production(each.environment) and each.checked]
        return happened(checked, "live results were compared with expectation after a release", decides=True)
