"""A retrained model meets the one in use on the same rows before it replaces it."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.challengers import Challengers
from rung.assess.records import Records
from rung.assess.records.telling import share
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import ModelRelease


class ChampionChallenger(Practice):
    """By a written rule, a retrained candidate meets the live champion on the same recent data before replacing it.

    Why it matters
        Two numbers from two different weeks say which week was easier, not which model is better. A model that is
        replaced whenever a new one exists drifts with its training data.

    How to get there
        Score both models on the same recent labelled rows, or send the challenger a copy of live requests; write down
        how much better it must be and on how many rows; keep the decision, also when the champion stays.

    Not enough
        - the newest always wins
        - a metric of the champion that was stored by another run on other rows
        - stopping at the first significant difference

    References
        - Google MLOps level 1: compare with the current model; online validation
        - ML Test Score, Infra 4 and 6, Model 2
        - NIST AI RMF, MEASURE 4.2
    """

    id = "champion-challenger"
    capability = Capability.CONTINUOUS_IMPROVEMENT
    level = Level.OPTIMIZED
    min_strength = Strength.PRACTISED
    fresh_days = 180
    needs = ("model-quality-gate", "central-model-registry")
    pitfall = "A worse model replaces a better one because its test week was easier"
    effort = Effort.WEEKS
    remedy = "score champion and challenger on the same recent rows and promote only by a rule with a minimum sample"

    def judge(self, found: Challengers) -> Judgement:
        """Met on the same rows with live traffic or a rule that knows chance; partial by a rule alone."""
        if not found.contests:
            if found.live:
                return partial(
                    "a second model gets live requests, and no rule compares the two",
                    found.live,
                    remedy="let a rule with a minimum sample compare both models, and promote or withdraw the second",
                )
            return unmet("no new model is compared with the one in use")
        first = found.contests[0]
        places = [*(each.place for each in found.contests), *found.live]
        if not first.same_rows:
            return partial(
                "the rule compares the new model with a stored number of the one in use, on other rows",
                places,
                remedy="score the model in use again on the rows of the candidate, and compare the two",
            )
        if found.live or first.certain or first.recent:
            return met("both models are judged on the same rows by a written rule", places)
        return partial(
            "both models meet on the same test rows; none of them recent, and no allowance for chance",
            places,
            remedy="compare both on recent rows, and promote only beyond a margin that chance does not reach",
        )

    def shown(self, records: Records) -> Shown | None:
        """Decisions that compare both models on the same rows."""
        decided = [each for each in records.of(ModelRelease) if each.decision in ("promoted", "refused", "kept")]
        return share(
            decided,
            lambda each: bool(each.metrics and each.baseline and each.same_rows),
            "decisions compare both models on the same rows",
            newest=10,
            at_least=2,
            decides=True,
        )
