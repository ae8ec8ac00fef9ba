"""From a prediction back to its data, and forward again."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.lineage import Lineage
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet
from rung.domain.unread import CODE, FileKind


class LineageEndToEnd(Practice):
    """A prediction leads back to model version, run, commit, config and dataset; a dataset leads to its models.

    Why it matters
        When a prediction was wrong, or a table turns out to be, the question is which models are touched. Without the
        links the answer is a week of guessing.

    How to get there
        Record commit, data version and configuration with each run, register versions from the run, and write the
        version of the model into each row of the prediction log. Refuse to register when a link is missing.

    Not enough
        - a commit from a checkout with changes, or `unknown` inside a container
        - a version whose run was deleted
        - records in a store that vanishes with its container

    References
        - Google MLOps level 1: metadata management
        - ML Test Score: Infra 1
        - EU AI Act articles 11 and 12
    """

    id = "lineage-end-to-end"
    capability = Capability.DATA
    level = Level.SCALABLE
    min_strength = Strength.PROVEN
    fresh_days = 90
    needs = ("data-versioned", "runs-recorded")
    pitfall = "A broken table is found and nobody can say which models learned from it"
    effort = Effort.WEEKS
    denied_in = CODE | {FileKind.CI, FileKind.BUILD, FileKind.SETTINGS}
    half_denied_in = CODE
    remedy = "record commit and data version with each run, register from it, log the version with each prediction"

    def judge(self, lineage: Lineage) -> Judgement:
        """Met with all four links in a store that lasts; partial when versions know their run, or a lock ties them."""
        links = {
            "run to commit": lineage.commit,
            "run to data": lineage.data,
            "model version to run": lineage.version,
            "prediction to model version": lineage.predictions,
        }
        places = [found[0] for found in links.values() if found]
        missing = [name for name, found in links.items() if not found]
        if not missing:
            if lineage.short_lived:
                return partial(
                    f"all links are written, to a store inside the container ({lineage.short_lived[0].path})",
                    [*places, *lineage.short_lived],
                    remedy="give the store a place that outlives the container",
                )
            return met(
                "predictions carry the model version, versions know their run, and runs know commit and data", places
            )
        if lineage.loose and not lineage.served and not lineage.locked:
            return unmet(
                f"{lineage.loose[0].path} serves a model from a file that names no version and no run; "
                f"links missing: {', '.join(missing)}",
                [*lineage.loose, *places],
                remedy="serve the model by the version that its run registered",
            )
        if lineage.version and (lineage.commit or lineage.data or lineage.served):
            return partial(
                f"model versions know their run; missing: {', '.join(missing)}",
                places,
                remedy=f"record the missing links: {', '.join(missing)}",
            )
        if lineage.locked:
            lock = lineage.locked[0].path
            lacks = ", ".join(missing[:2])
            return partial(
                f"{lock} ties data, parameters and results to a commit; missing: {lacks}",
                places,
                remedy=f"record {lacks}",
            )
        if lineage.version and lineage.predictions:
            return partial(
                f"predictions carry the model version; missing: {', '.join(missing)}",
                places,
                remedy=f"record the missing links: {', '.join(missing)}",
            )
        return unmet(
            f"links are missing: {', '.join(missing)}",
            [*places, *lineage.served],
            remedy=f"record the missing links: {', '.join(missing)}",
        )
