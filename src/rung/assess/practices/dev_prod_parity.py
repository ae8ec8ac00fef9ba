"""The same definition runs everywhere; only configuration differs."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.stages import Stages
from rung.assess.records import Records
from rung.assess.records.telling import is_production, share
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import Deployment


class DevProdParity(Practice):
    """One pipeline and serving definition runs in dev, staging and production; staging is passed first.

    Why it matters
        What was tested is not what runs when the two are defined apart: the difference is found by the users. And a
        staging environment that can be walked around will be walked around on the day of the hurry.

    How to get there
        Keep one definition with one small file of values per environment, deploy the same digest to staging, run the
        checks there, and let the production job wait for it (`needs:`, a promotion of the same digest).

    Not enough
        - `if env == "prod"` in the code
        - a staging environment that production does not wait for
        - files for several environments that nothing deploys

    References
        - Google MLOps level 1: experimental-operational symmetry; level 2: pre-production deployment
        - AWS MLOps foundation roadmap: reliable (isolated staging)
        - Marvelous MLOps 2: two environments, exact copies
    """

    id = "dev-prod-parity"
    capability = Capability.PIPELINES
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 90
    needs = ("automated-deployment", "pipeline-defined")
    pitfall = "What passed in one environment breaks in another, where nobody tested it"
    effort = Effort.WEEKS
    remedy = "deploy the same digest to staging and let the production job wait for its checks"

    def judge(self, stages: Stages) -> Judgement:
        """Met when two environments share definitions and production waits; partial without the waiting."""
        places = [*stages.deployed.values(), *stages.configured.values()]
        words = ", ".join(sorted({*stages.configured, *stages.deployed}))
        if stages.ordered and len(stages.deployed) > 1:
            return met(f"production waits for an earlier environment ({words})", [stages.ordered, *places])
        if len(stages.deployed) > 1:
            return partial(
                f"jobs deploy to {words}, and production waits for none of them",
                places,
                remedy="let the production job wait for the checks on staging",
            )
        if len(stages.configured) > 1:
            return partial(
                f"there is configuration for {words}, and no staging that production waits for",
                places,
                remedy="deploy to staging in CI, and let the production job wait for its checks",
            )
        return unmet("only one environment is defined", places)

    def shown(self, records: Records) -> Shown | None:
        """Production deployments whose very version went to another environment before."""
        all_of_them = [each for each in records.of(Deployment) if each.status == "success" and each.version]
        before = [(each.version, each.at) for each in all_of_them if not is_production(each.environment)]
        return share(
            [each for each in all_of_them if is_production(each.environment)],
            lambda each: any(version == each.version and at < each.at for version, at in before),
            "production deployments had passed through another environment",
            newest=10,
            at_least=2,
        )
