"""Every feature has shown that it is worth having."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.code.base import places
from rung.assess.collectors.feature_worth import FeatureWorth
from rung.domain import Capability, Effort, Judgement, Level, met, partial, unmet
from rung.domain.unread import WORKING, FileKind


class FeaturesJustified(Practice):
    """Features earn their place: benefit, cost and suitability are measured; unused or banned ones are removed.

    Why it matters
        Each feature is a dependency that can break, a column that can leak, and a reason to keep somebody's data.
        Those that add nothing cost as much as those that do.

    How to get there
        Let the training job write an importance or ablation table beside the metrics, review it with each release, and
        take out what does not pay. Keep a list of fields that must never be used, and check it in CI.

    Not enough
        - an importance plot in a notebook

    References
        - ML Test Score: Data 2, Data 3, Data 4
    """

    id = "features-justified"
    capability = Capability.DATA
    level = Level.SCALABLE
    gating = False
    fresh_days = 365
    needs = ("runs-recorded",)
    pitfall = "The model hangs on dozens of inputs that nobody dares to remove"
    effort = Effort.DAYS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    remedy = "write a permutation importance table at the end of each training run and remove what adds nothing"

    def judge(self, worth: FeatureWorth) -> Judgement:
        """Met when importance is kept with each version, or selects; partial when it is only kept."""
        if worth.kept and worth.artefacts:
            return met(
                f"{worth.kept[0].call.last} is measured by the pipeline and {worth.artefacts[0].path} is kept with "
                f"each version",
                [*places(worth.kept), *worth.artefacts],
            )
        if worth.selected and worth.measured:
            return met(f"{worth.selected[0].call.last} decides which features stay", places(worth.selected))
        if worth.selected:
            return partial(
                f"{worth.selected[0].call.last} drops features, and what they were worth is not kept",
                places(worth.selected),
                remedy="keep the importance behind the choice as a table of each training run",
            )
        if worth.kept:
            return partial(
                f"{worth.kept[0].call.last} is written down, and nothing is decided by it",
                places(worth.kept),
                remedy="remove what adds nothing, and note why the rest stays",
            )
        if worth.artefacts and worth.measured:
            return partial(
                f"{worth.artefacts[0].path} is committed, and nothing is decided by it",
                worth.artefacts,
                remedy="write the table at the end of each training run, and remove what adds nothing",
            )
        if worth.in_notebooks:
            return unmet(
                "importance is only plotted in notebooks",
                worth.in_notebooks,
                remedy="write the importance as a table at the end of each training run",
            )
        return unmet("no importance, ablation or selection of features was found")
