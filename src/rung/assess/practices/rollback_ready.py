"""The previous version can be restored in one action."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.images import Images
from rung.assess.collectors.rollbacks import Rollbacks
from rung.assess.collectors.serving import Serving
from rung.assess.delivery.tags import Firm
from rung.assess.records import Records
from rung.assess.records.telling import happened, is_own
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import Deployment, ModelRelease
from rung.domain.unread import CODE, FileKind


class RollbackReady(Practice):
    """The previous good version can be restored in one action within a stated time, and this has been done.

    Why it matters
        A bad release hurts for as long as it takes to undo. Building the old version again takes an hour on a good day;
        pointing back to a version that is still there takes seconds, at night too.

    How to get there
        Keep the last three versions where they can be started, and give the pointer back to one of them a name: a
        `rollback` job or target that takes the version. Try it once a quarter and write down how long it took.

    Not enough
        - "deploy the old version again" in the README
        - a command that loads the newest version once more
        - old images that a clean-up has already deleted

    References
        - DORA: failed deployment recovery time
        - ML Test Score, Infra 7
        - EU AI Act, article 15(4)
    """

    id = "rollback-ready"
    capability = Capability.DELIVERY
    level = Level.AUTOMATED
    min_strength = Strength.PROVEN
    fresh_days = 180
    needs = ("immutable-deployable",)
    pitfall = "A bad release stays live for as long as it takes to build the old one again"
    effort = Effort.HOURS
    denied_in = CODE | {FileKind.BUILD}
    remedy = "add a rollback job or target that points back to a version that is kept, and time it once"

    def judge(self, rollbacks: Rollbacks, images: Images, serving: Serving) -> Judgement:
        """Met by an action for it; partial when an older version could be deployed by the usual way."""
        if rollbacks.actions:
            return met(
                f"{rollbacks.actions[0].what} restores an earlier version", [each.place for each in rollbacks.actions]
            )
        if rollbacks.automatic:
            return partial(
                "the platform goes back by itself when a rollout fails; nothing restores a version later",
                rollbacks.automatic,
                remedy="add a job or command that restores a version that was live before",
            )
        if rollbacks.parameters:
            first = rollbacks.parameters[0]
            return partial(
                f"{first.what}, so an older one can be restored; no action or drill for it",
                [each.place for each in rollbacks.parameters],
                remedy="add a rollback job that passes the version before to it, and time it once",
            )
        kept = [each for each in images.deployed if each.firm in (Firm.DIGEST, Firm.UNIQUE) and each.workflow]
        if kept:
            return partial(
                f"{kept[0].image} stays deployable; no action points back to it",
                [each.place for each in kept],
                remedy="add a rollback job that points to it, and time it once",
            )
        remain = [each for each in images.published if each.firm in (Firm.DIGEST, Firm.UNIQUE)]
        if remain and serving.exists:
            return partial(
                f"earlier images such as {remain[0].image} remain; no action points back",
                [remain[0].place],
                remedy="add a rollback job that deploys one of them, and time it once",
            )
        return unmet("no command, job or pointer restores an earlier version")

    def shown(self, records: Records) -> Shown | None:
        """A rollback that went well, real or rehearsed in a staging environment.

        Of what Rung released, its own records tell by themselves: the way back is one command, and was taken.
        """
        back = [each for each in records.of(Deployment) if each.rollback and each.status == "success"]
        models = [each for each in records.of(ModelRelease) if each.decision == "rolled_back"]
        went: list[Deployment | ModelRelease] = sorted([*back, *models], key=lambda each: each.at)
        own = any(is_own(each) for each in went)
        return happened(went, "a release was rolled back", strength=Strength.PROVEN, decides=own)
