"""Promotion to production needs somebody else's approval."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.deployments import Deployments
from rung.assess.collectors.governance import Governance
from rung.assess.collectors.registry import Registry
from rung.assess.records import Records
from rung.assess.records.telling import share, went_live
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, WaitsFor, met, partial, unknown, unmet
from rung.domain.unread import CODE, FileKind


class ControlledPromotion(Practice):
    """Promotion needs recorded approval by somebody entitled other than the author; only automation may promote.

    Why it matters
        Who trained a model wants it live and sees its flaws last. A second pair of eyes, written down, is what auditors
        ask for first and what stops the hurried release on Friday evening.

    How to get there
        Let the job of production wait for named reviewers, or let the registry hold new versions as pending until one
        approves. Take the right to deploy from people and give it to that job alone.

    Not enough
        - an alias that training moves by itself
        - a step that approves by itself, or by a bot of the author
        - a promotion command that anybody may run
        - approval by the author; who works alone waits a day and uses a checklist, and says so

    References
        - AWS MLOps foundation roadmap: manual evaluation and approvals
        - OpenSSF Scorecard: Branch-Protection, Code-Review
        - EU AI Act, article 14
    """

    id = "controlled-promotion"
    capability = Capability.REGISTRY_AND_GOVERNANCE
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 120
    needs = ("central-model-registry", "automated-deployment")
    pitfall = "The author alone decides what goes live, and nobody can show that anyone else looked"
    effort = Effort.HOURS
    waits_for = WaitsFor.PEOPLE
    half_denied_in = CODE | {FileKind.CI}
    remedy = "let the production job wait for a reviewer other than the author (a protected environment)"

    def judge(self, registry: Registry, governance: Governance, deployments: Deployments) -> Judgement:
        """Met by a check that names who may; unmet when code promotes unasked; unknown where the forge holds it."""
        if governance.second_person:
            return met("the promotion refuses its own author as approver", governance.second_person)
        if governance.approvals:
            return met("a job waits for the approval of named people", governance.approvals)
        waiting = [each for each in registry.promotions if each.asks and each.tool != "git tags"]
        unasked = [each for each in registry.promotions if not each.asks]
        if waiting and not unasked:
            return partial(
                f"new versions in {waiting[0].tool} wait for approval; who may approve is not in the repository",
                [each.place for each in waiting],
                remedy="keep who may approve in the repository, or show it with the records of the forge",
            )
        if governance.buttons:
            return partial(
                "a job of production waits for a person; anybody who can start it may",
                governance.buttons,
                remedy="name the people who may start it, other than the author (a protected environment)",
            )
        if unasked:
            first = unasked[0]
            return unmet(
                f"{first.what} promotes a model, and nobody else has to agree",
                [each.place for each in unasked],
                remedy=f"let somebody else agree before {first.what} runs",
            )
        held = [each for each in deployments.automated if each.environment]
        if held:
            return unknown(
                f"a deployment names the environment {held[0].environment}; the forge holds who must approve it",
                [each.place for each in held],
                remedy="give the records of the forge: rung records import, then --records FILE",
            )
        if deployments.automated:
            return unmet(
                "deployments start without anybody else's approval", [each.place for each in deployments.automated]
            )
        return unmet(
            "nothing is promoted, so nobody approves it",
            remedy="promote models by a step of its own, which waits for somebody other than the author",
        )

    def shown(self, records: Records) -> Shown | None:
        """Promotions that somebody other than the author approved."""
        return share(
            went_live(records),
            lambda each: bool(each.approved_by and each.author) and each.approved_by != each.author,
            "promotions to production were approved by somebody other than the author",
            newest=10,
            at_least=2,
            decides=True,
        )
