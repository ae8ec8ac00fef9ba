"""Quality is measured on segments, and a bad segment blocks promotion."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.gates import Gates
from rung.assess.collectors.training import Training
from rung.assess.invocation import By
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet
from rung.domain.unread import WORKING


class SlicesAndFairnessGated(Practice):
    """Quality is measured on named segments, also groups at risk of unfair outcomes, and a breach blocks promotion.

    Why it matters
        A good average hides a region where the model guesses and a group that it fails. Those who are in that segment
        notice before the average does.

    How to get there
        Name three to eight segments in a file, log the metric of each with the run, and give the gap between the
        best and
        the worst a limit that ends the run like any other gate.

    Not enough
        - a fairness library that is imported and never given the groups
        - metrics per target class: a confusion matrix has no segments
        - a fairness notebook on a public demonstration data set

    References
        - ML Test Score: Model 6, Model 7
        - Google MLOps level 1: consistent performance across segments
        - EU AI Act, Articles 9, 10(2)(f)-(g); NIST AI RMF, MEASURE 2.11; ISO/IEC 42001 A.5
    """

    id = "slices-and-fairness-gated"
    capability = Capability.TESTING_AND_GATES
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 180
    needs = ("model-quality-gate",)
    pitfall = "A model that is better on average replaces one that served a group well"
    effort = Effort.DAYS
    denied_in = WORKING
    remedy = "name three to eight segments, log the metric of each, and end the run when the gap is too large"

    def judge(self, gates: Gates, training: Training) -> Judgement:
        """Met when a measurement by segment has a limit; partial when it is only reported."""
        reached = [each for each in gates.slices if each.by & (training.path | By.PIPELINE)]
        limited = [each for each in reached if each.limited]
        if limited:
            return met(f"{limited[0].tool} ({limited[0].what}) with a limit", [each.place for each in limited])
        if reached:
            first = reached[0]
            return partial(
                f"{first.tool} ({first.what}) measures segments, and no limit refuses a model",
                [e.place for e in reached],
                remedy="end the run when the gap between segments is beyond a limit",
            )
        if gates.slices:
            first = gates.slices[0]
            return unmet(
                f"{first.tool} stands only in notebooks or in code that nothing starts",
                [first.place],
                remedy="log the metric of each segment in the training run, and end it when the gap is too large",
            )
        return unmet("quality is not measured by segment")
