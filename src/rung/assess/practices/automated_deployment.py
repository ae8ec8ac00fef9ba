"""A merge or promotion deploys by automation."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.deployments import Deployments
from rung.assess.collectors.images import Images
from rung.assess.collectors.registry import Registry
from rung.assess.collectors.serving import Serving
from rung.assess.delivery.base import Half, Rollout, Start
from rung.assess.records import Records
from rung.assess.records.telling import is_production, is_program, share
from rung.domain import Capability, Effort, Judgement, Level, Place, Shown, Strength, met, partial, unmet
from rung.domain.record import Deployment


class AutomatedDeployment(Practice):
    """A merge or a promotion deploys model and service by automation; people do not copy files.

    Why it matters
        What a person copies differs from what was tested, once in a while, and nobody can say when. A deployment that
        a machine repeats is dull, and a correction reaches the users in minutes instead of days.

    How to get there
        Add one job behind the merge or tag that rolls the new version out and fails when that fails. Let the model
        come the same way: in the image, or by a version that the same change names. An approval in between is fine.

    Not enough
        - a script that a person runs
        - pushing an image that nothing rolls out
        - a job that deploys the documentation or a package only
        - a job that fetches a model which nothing makes any more

    References
        - Google MLOps levels 1 and 2: continuous delivery of models
        - Microsoft MLOps maturity model, level 3: automated model deployment
        - DORA: deployment automation, deployment frequency
    """

    id = "automated-deployment"
    capability = Capability.DELIVERY
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    fresh_days = 90
    needs = ("ci-on-every-change", "served-behind-interface")
    pitfall = "A release depends on one person's machine and memory, and differs from what was tested"
    effort = Effort.DAYS
    remedy = "add a job behind the merge that rolls the new version out and fails visibly when that does not work"

    def judge(self, deployments: Deployments, serving: Serving, registry: Registry, images: Images) -> Judgement:
        """Met when something rolls out by itself and the model comes along; partial for one half or a broken one."""
        alone = deployments.automatic
        places = [each.place for each in alone]
        if alone:
            return self._alone(alone, deployments, serving, registry, images)
        broken = [each for each in deployments.automated if each.broken and each.start is not Start.HAND]
        if broken:
            return partial(
                f"{broken[0].tool} deploys on {broken[0].start.value}, but {broken[0].broken}",
                [each.place for each in broken],
                remedy=f"mend the deployment that is there: {broken[0].broken}",
            )
        held = [each for each in deployments.rollouts if each.start is Start.PLATFORM]
        if held:
            return partial(
                f"{held[0].tool} deploys in CI; what starts it is held by the CI platform",
                [each.place for each in held],
                remedy="keep the trigger in the repository: start the deploying job from a merge or a tag",
            )
        pushes = [each for each in deployments.pushes if each.workflow and each.start is not Start.HAND]
        by_hand = [each for each in deployments.rollouts if each.start is Start.HAND]
        if pushes:
            return partial(
                f"a job publishes ({pushes[0].what}), and nothing rolls it out",
                [each.place for each in pushes],
                remedy="add a step behind the one that publishes: roll it out, and wait until it answers",
            )
        if by_hand and (serving.exists or any(each.half & ~Half.SERVICE for each in by_hand)):
            return partial(
                f"{by_hand[0].tool} deploys when a person starts it: {by_hand[0].what}",
                [each.place for each in by_hand],
                remedy="start that deployment from a merge or a tag instead of by hand",
            )
        return unmet("no job rolls out a service, a model or a scoring job", places)

    def shown(self, records: Records) -> Shown | None:
        """Production deployments that a program made."""
        live = [each for each in records.of(Deployment, days=180) if is_production(each.environment)]
        return share(
            live,
            lambda each: each.service is True or is_program(each.by),
            "production deployments were made by a program",
            most=0.9,
            at_least=2,
            decides=True,
        )

    def _alone(
        self, alone: list[Rollout], deployments: Deployments, serving: Serving, registry: Registry, images: Images
    ) -> Judgement:
        first = alone[0]
        said = f"{first.tool} deploys on {first.start.value}"
        places = [each.place for each in alone]
        if not (serving.exists or serving.pages or any(each.half & (Half.MODEL | Half.JOB) for each in alone)):
            return partial(
                f"{said}, and nothing that it deploys is seen to predict",
                places,
                remedy="let the deploying job end with a request for a prediction",
            )
        along = self._model(alone, registry, images)
        if along is None and (serving.exists or serving.pages):
            return partial(
                f"{said}; nothing brings a new model to it",
                [*places, *registry.files],
                remedy="put the model into the image, or name its version in the change that deploys",
            )
        return met(f"{said}: {first.what}", places if along is None else [*places[:4], along])

    def _model(self, alone: list[Rollout], registry: Registry, images: Images) -> Place | None:
        """How a new model comes along."""
        moved = [each.place for each in alone if each.half & (Half.MODEL | Half.JOB)]
        ways = [*moved, *images.carrying, *(each.place for each in registry.serving), *registry.fetched]
        return ways[0] if ways else None
