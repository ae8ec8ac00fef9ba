"""The rows that judge a model are set apart and stay apart."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.data_versions import BRANCH_HERE, DataVersions
from rung.assess.collectors.splits import Leak, Rule, Split, Splits
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE
from rung.assess.versions.base import How
from rung.domain import Capability, Effort, Judgement, Level, Place, met, partial, unmet
from rung.domain.unread import CODE, WORKING, FileKind

STILL = (How.DVC, How.LFS, How.COMMITTED, How.TIME_TRAVEL, How.REVISION, How.PACKAGED, How.STORED)
"""Versions that stay the same from one run to the next; an artefact of each run is another one every time."""


class HoldoutProtected(Practice):
    """The data that judges a model is fixed, versioned, and never used to fit or tune.

    Why it matters
        Two figures can only be compared when they were measured on the same rows, and a figure measured on rows that
        the model has seen says nothing about tomorrow.

    How to get there
        Split once, by time, by group or with a fixed seed, in a step of its own, and keep the parts with the data's
        version. Fit scalers and encoders inside the model's pipeline, after the split. Tune on a third set.

    Not enough
        - a split with `random_state=None`, or one redone at each run on changing data
        - a scaler, encoder or resampler that was fitted on all rows
        - early stopping, search or a threshold on the rows that are reported

    References
        - ML Test Score: Model 6, Infra 4
        - EU AI Act article 10(3)
        - NIST AI RMF: MEASURE 2.1, 2.3
    """

    id = "holdout-protected"
    capability = Capability.DATA
    level = Level.REPEATABLE
    fresh_days = 180
    needs = ("data-versioned",)
    pitfall = "Models are compared on rows that they have seen, and the best at remembering wins"
    effort = Effort.HOURS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    denied_in = CODE
    half_denied_in = denied_in
    remedy = "split once with a fixed seed or by time, keep the parts, and fit every transformer after the split"

    def judge(self, splits: Splits, training: Training, versions: DataVersions) -> Judgement:
        """Met for a fixed split of versioned data without a leak; partial when the data can change or was tuned on."""
        if not training.fits:
            return unmet(
                "no training code was found",
                remedy="move in the code that trains, then split it by a fixed seed or by time",
            )
        if not splits.splits:
            if splits.folds_only:
                return partial(
                    "models are judged by cross-validation; no rows are kept out of every choice",
                    remedy="set rows apart before the cross-validation, and judge the chosen model on them once",
                )
            return unmet(
                "no rows are set apart to judge the model",
                remedy="set rows apart before anything is fitted, by a fixed seed or by time, and judge on them only",
            )
        fixed = sorted(splits.fixed, key=lambda each: (not each.by & RUNNABLE, not each.kept, each.place))
        if not fixed:
            return unmet(
                f"{splits.splits[0].what} draws other rows at every run",
                _at(splits.splits),
                remedy="give the split a fixed seed, or split by time",
            )
        first = fixed[0]
        how = f"{first.what} holds rows back by {first.rule.value}"
        return self._fixed(splits, fixed, how, versions)

    def _fixed(self, splits: Splits, fixed: list[Split], how: str, versions: DataVersions) -> Judgement:
        first = fixed[0]
        if splits.leaks:
            return self._leaking(how, fixed, splits.leaks)
        if splits.tuned:
            return partial(
                f"{how}, but {splits.tuned[0].why}",
                [first.place, splits.tuned[0].place],
                remedy="choose on a third part of the rows, and judge on the held-out rows once",
            )
        held = versions.of(*STILL)
        if held:
            return met(f"{how}, from data with a version ({held[0].how.value})", _at(fixed))
        if any(each.why == BRANCH_HERE for each in versions.mutable):
            return met(f"{how}, from files in git that are read through a branch", _at(fixed))
        if first.rule is Rule.FILES:
            return partial(
                f"{how}, which have no version, so the rows can change",
                _at(fixed),
                remedy="give the held-out rows a version: a content hash, or a snapshot",
            )
        return partial(
            f"{how}, anew at each run and from data without a version, so the rows can change",
            _at(fixed),
            remedy="keep the parts of the split under a version, or give the data one",
        )

    def _leaking(self, how: str, fixed: list[Split], leaks: tuple[Leak, ...]) -> Judgement:
        if all(not each.by & RUNNABLE for each in fixed) or all(each.rule is Rule.FILES for each in fixed):
            return unmet(
                f"{leaks[0].why}",
                [leaks[0].place],
                remedy="split first, and fit every transformer on the training rows only",
            )
        return partial(
            f"{how}, but {leaks[0].why}",
            [fixed[0].place, leaks[0].place],
            remedy="fit every transformer after the split, on the training rows only",
        )


def _at(splits: list[Split] | tuple[Split, ...]) -> list[Place]:
    return [each.place for each in splits]
