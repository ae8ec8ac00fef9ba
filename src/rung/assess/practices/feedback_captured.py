"""What comes back after a prediction becomes training data."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.feedback import Feedback
from rung.assess.collectors.performance import Performance, PerformanceCheck
from rung.assess.collectors.serving import Serving
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet


class FeedbackCaptured(Practice):
    """Outcomes, corrections and complaints flow back by id, are checked, and enter the next training or evaluation set.

    Why it matters
        The people who use a prediction know first that it was wrong. Without an id their word cannot be joined to the
        answer; without a way into the data set it changes nothing.

    How to get there
        Offer a route or table for outcomes keyed by prediction id, check what arrives, and let the step that builds the
        data set read it. Keep a share of decisions free of the model, so that it does not only confirm itself.

    Not enough
        - a thumbs-up button that stores nothing which could be joined
        - labels that the model itself made
        - labels that a demonstration makes up

    References
        - EU AI Act, article 15(4): feedback loops
        - NIST AI RMF, MEASURE 3.3 and MANAGE 4.1
        - ML Test Score, Monitor 7
    """

    id = "feedback-captured"
    capability = Capability.CONTINUOUS_IMPROVEMENT
    level = Level.OPTIMIZED
    min_strength = Strength.PRACTISED
    fresh_days = 60
    needs = ("prediction-log",)
    pitfall = "The same mistake is corrected by hand every week, and the model never hears of it"
    effort = Effort.WEEKS
    remedy = "keep outcomes and corrections by prediction id, and read that table in the step that builds the data set"

    def judge(self, found: Feedback, performance: Performance, serving: Serving) -> Judgement:
        """Met when what comes back by id is read by the data set; partial when it only comes back."""
        keyed = [each for each in found.returns if each.keyed]
        real = [each.place for each in keyed if not each.simulated]
        if real and found.read:
            return met("feedback comes back by id and the data set reads it", [*real, *found.read])
        if real:
            return partial(
                "feedback comes back by id, and nothing reads it for training",
                real,
                remedy="read that table in the step that builds the data set",
            )
        joined = [each.place for each in performance.running if _brings_outcomes(each)]
        if joined:
            return partial(
                "outcomes are joined with predictions on a schedule, and no data set is built from them",
                joined,
                remedy="read the joined table in the step that builds the data set",
            )
        if keyed:
            return partial(
                "labels come back by id, made up by a demonstration",
                [each.place for each in keyed],
                remedy="let the real source of outcomes write them by prediction id",
            )
        if found.returns:
            return unmet(
                "feedback is kept without an id to join it by",
                [each.place for each in found.returns],
                remedy="give each answer an id, and keep it with the feedback",
            )
        if found.lost:
            return unmet(
                "a route for feedback keeps nothing",
                found.lost,
                remedy="let the route append id and outcome to a store",
            )
        if not serving.exists:
            return unmet("nothing is served, so nothing comes back")
        return unmet("nothing comes back after a prediction")


def _brings_outcomes(check: PerformanceCheck) -> bool:
    """Live quality that is measured again and again needs what really happened."""
    return check.scheduled and (check.stored or check.told) and not check.demo and not check.estimate
