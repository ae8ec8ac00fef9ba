"""A candidate is compared with something simple and with what is there."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.baselines import Baselines
from rung.assess.collectors.challengers import Challengers
from rung.assess.records import Records
from rung.assess.records.telling import share
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import ModelRelease

DECISIONS = ("promoted", "refused", "kept")


class BaselineCompared(Practice):
    """Every candidate is compared with a baseline and the current model on the same hold-out; the result is kept.

    Why it matters
        A number alone is neither good nor bad. Many models that took months are no better than the mean of last week,
        and many "improvements" are worse than what already runs; only the comparison shows it.

    How to get there
        Evaluate a dummy model or a rule, and the model in use, on the same rows in the same evaluation step, and log
        the three numbers side by side with the run.

    Not enough
        - a baseline in an early notebook, on another split
        - a class that is only called Baseline
        - a comparison that is printed and forgotten

    References
        - ML Test Score, Model 5: a simpler model is not better
        - Google, Rules of Machine Learning
        - NIST AI RMF, MEASURE 2.3
    """

    id = "baseline-compared"
    capability = Capability.EXPERIMENTS
    level = Level.REPEATABLE
    min_strength = Strength.PRACTISED
    fresh_days = 180
    needs = ("holdout-protected", "runs-recorded")
    pitfall = "A model that is worse than a constant goes live because its accuracy looked high"
    effort = Effort.HOURS
    remedy = "evaluate a DummyClassifier or DummyRegressor and the current model on the same rows and log all three"

    def judge(self, baselines: Baselines, challengers: Challengers) -> Judgement:
        """Met by a comparison that is kept; partial when it is made and forgotten, or with a stored number only."""
        if baselines.simple and baselines.kept:
            return met("a simple baseline is evaluated and recorded with the run", baselines.simple)
        if baselines.simple:
            return partial(
                "a simple baseline is evaluated, and the comparison is not kept",
                baselines.simple,
                remedy="log the metrics of the baseline beside those of the candidate, with each run",
            )
        meeting = [each.place for each in challengers.contests if each.same_rows]
        if meeting and baselines.kept:
            return met("candidates meet the current model on the same rows, and the figures are recorded", meeting)
        if baselines.current:
            return partial(
                "candidates are compared with the current model; no simple baseline",
                baselines.current,
                remedy="evaluate a constant or a simple rule on the same rows, and log it too",
            )
        if baselines.aside:
            return unmet(
                "a baseline stands in a notebook only",
                baselines.aside,
                remedy="evaluate the baseline in the training run, on the same rows as the candidate, and log both",
            )
        return unmet("no candidate is compared with a baseline or the current model")

    def shown(self, records: Records) -> Shown | None:
        """Decisions about model versions that keep the metrics of a baseline or of the current model beside them."""
        decided = [each for each in records.of(ModelRelease, days=365) if each.decision in DECISIONS]
        return share(
            decided,
            lambda each: bool(each.metrics and each.baseline),
            "decisions about a model keep the metrics of a baseline beside its own",
            newest=10,
            at_least=1,
            decides=True,
        )
