"""People look at a sample of decisions."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.oversight import Oversight
from rung.domain import Capability, Effort, Judgement, Level, Strength, WaitsFor, met, partial, unmet


class HumanReviewSampled(Practice):
    """Uncertain, high-impact and random decisions are reviewed by people with reasons shown; disagreement is fed back.

    Why it matters
        Metrics show what was expected to go wrong. A person who reads twenty decisions a week finds what nobody
        thought of, and keeps the skill to decide without the model.

    How to get there
        Put three kinds of decisions into a queue: unsure ones, costly ones and random ones. Show the reasons, keep the
        verdict beside the prediction, measure how often people disagree, and train on the corrections. Some
        items are shown without the model's answer.

    Not enough
        - a queue that is accepted to 100 %: a rubber stamp
        - explanations computed once in a notebook
        - an endpoint that explains, and nobody who reviews

    References
        - EU AI Act: articles 13, 14(4)(a)-(c), 86
        - NIST AI RMF: MEASURE 2.9, MEASURE 3.3, MANAGE 4.1
        - ML Test Score: Infra 5
    """

    id = "human-review-sampled"
    capability = Capability.PEOPLE_AND_OVERSIGHT
    level = Level.OPTIMIZED
    min_strength = Strength.PRACTISED
    fresh_days = 45
    needs = ("human-can-stop-and-override",)
    pitfall = "Errors that no metric was made for stay unseen until a customer finds them"
    effort = Effort.WEEKS
    waits_for = WaitsFor.PEOPLE
    remedy = "queue unsure, costly and random decisions for a person, and keep the verdict beside the prediction"

    def judge(self, oversight: Oversight) -> Judgement:
        """Met when a rule fills a queue, verdicts are kept, and disagreement is measured."""
        queues = list(oversight.queues)
        if not queues:
            return unmet("no queue puts decisions aside for a person to review")
        if not oversight.verdicts and not oversight.rules:
            return unmet(
                "something is called a review queue, and neither a rule fills it nor a verdict comes back",
                queues,
                remedy="fill the queue by a rule, and keep the verdict beside the prediction",
            )
        where = [*queues[:2], *oversight.rules[:2], *oversight.verdicts[:2], *oversight.agreement[:2]]
        if oversight.rules and oversight.verdicts and oversight.agreement:
            return met(
                "a rule puts decisions into a review queue, verdicts are kept, and disagreement is measured", where
            )
        missing = [
            text
            for text, seen in (
                ("a rule that chooses them", oversight.rules),
                ("a record of the verdict", oversight.verdicts),
                ("a measure of disagreement", oversight.agreement),
            )
            if not seen
        ]
        return partial(
            f"decisions are put aside for review, without {' and '.join(missing)}",
            where,
            remedy=f"add {' and '.join(missing)}",
        )
