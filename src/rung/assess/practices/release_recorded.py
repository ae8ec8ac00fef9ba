"""Every production change leaves a record."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.deployments import Deployments
from rung.assess.collectors.images import Images
from rung.assess.collectors.registry import Registry
from rung.assess.collectors.releases import Releases
from rung.assess.collectors.serving import Serving
from rung.assess.delivery.base import Half, Start
from rung.assess.delivery.tags import Firm
from rung.assess.records import Records
from rung.assess.records.telling import happened, is_production, went_live
from rung.assess.registries.base import Resolution
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import Deployment

_STACKS = frozenset({"AWS CodePipeline", "CloudFormation", "AWS CDK"})
"""Tools whose platform keeps what was deployed, and when."""


class ReleaseRecorded(Practice):
    """Every production change leaves a record: version, commit, model, who approved, when, why and the outcome.

    Why it matters
        When predictions turn bad on Tuesday, the first question is what changed on Monday. Without a record the answer
        takes a day of reading logs, and a rollback has no version to go back to.

    How to get there
        Let the deploying job append one line: version, commit, model version, who, when, why, outcome. An annotated tag
        that names both code and model does it too. Let the service say its version, so that the line can be found.

    Not enough
        - tags and a change log of a library, when the service goes its own way
        - a change log with only an unreleased section
        - a version in the answer of the service alone

    References
        - DORA: deployment frequency (its data source)
        - EU AI Act, articles 12 and 18
        - Marvelous MLOps 3: release notes
    """

    id = "release-recorded"
    capability = Capability.DELIVERY
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    fresh_days = 180
    needs = ("automated-deployment",)
    pitfall = "After an incident nobody can say which version ran, so the search begins at zero"
    effort = Effort.HOURS
    remedy = "let the deploying job append version, commit, model version, who, when and why to a release log"

    def judge(
        self, releases: Releases, deployments: Deployments, registry: Registry, serving: Serving, images: Images
    ) -> Judgement:
        """Met by a log of its own, or by tags and deployments that name code and model together."""
        if releases.own:
            return met("code that releases appends a record with version, time and who", releases.own)
        if releases.model_tags:
            return met(
                f"{len(releases.model_tags)} annotated tags name version or stage of a model, with who and when",
                [each.place for each in registry.registered if each.tool == "git tags"][:1],
            )
        # `serving` takes a version that the deployment looks up for pinned; the record knows what the commit names.
        named = {each.place for each in registry.uses if each.how is Resolution.PINNED}
        serving_pinned = [each for each in registry.serving if each.how is Resolution.PINNED]
        pinning = {each.place.path for each in serving_pinned if each.place in named or not each.scope[0]}
        pinned = bool(pinning)
        known = [
            each
            for each in deployments.automatic
            if each.environment and (each.half & Half.MODEL or each.place.path in pinning)
        ]
        if known and pinned:
            return met(
                f"the forge records deployments to {known[0].environment}, with the model version pinned",
                [known[0].place],
            )
        tagged = [each for each in deployments.automatic if each.start is Start.TAG]
        if tagged and releases.tags and releases.changelog and pinned:
            return met(
                f"tags such as {releases.tags[-1]} start the release and pin the model",
                [tagged[0].place, *releases.changelog],
            )
        return self._some(releases, deployments, serving, images)

    def shown(self, records: Records) -> Shown | None:
        """Two releases that name their version."""
        back = [each for each in records.of(Deployment) if is_production(each.environment) and each.rollback]
        named = [each for each in [*went_live(records), *back] if each.version]
        return happened(sorted(named, key=lambda each: each.at), "a release was recorded", at_least=2, decides=True)

    def _some(  # noqa: PLR0911 - one sentence for each lesser record
        self, releases: Releases, deployments: Deployments, serving: Serving, images: Images
    ) -> Judgement:
        released = bool(deployments.automated or deployments.pushes or serving.exists)
        environments = [each for each in deployments.automatic if each.environment]
        if environments:
            return partial(
                f"the forge records deployments to {environments[0].environment}; the record lacks the model version",
                [environments[0].place],
                remedy="write the model version into the record of each deployment",
            )
        stacks = [each for each in deployments.automatic if each.tool in _STACKS]
        if stacks:
            return partial(
                "the platform keeps the history of the stacks it deployed; it holds no reason",
                [each.place for each in stacks],
                remedy="let the deploying pipeline note version, approver and reason beside what the platform keeps",
            )
        if releases.baked and (deployments.pushes or deployments.automated):
            return partial(
                "the image holds the commit it was built from; no record says who released it, when and why",
                releases.baked,
                remedy="append a line per rollout to a release log: the commit in the image, who, when and why",
            )
        if releases.artefacts:
            return partial(
                "a job keeps the model version as an artefact; there is no release log",
                releases.artefacts,
                remedy="append that version to a release log, with commit, who, when and why",
            )
        if releases.states:
            return partial(
                "what is deployed is written down, and the next release overwrites it",
                releases.states,
                remedy="append to the record instead of overwriting it",
            )
        # A version that the code spells out is the same after every release.
        told_apart = any(each.firm in (Firm.UNIQUE, Firm.DIGEST) for each in images.named)
        if releases.told and told_apart and (deployments.automated or deployments.pushes):
            return partial(
                "the service says its version; no record says who released it, when and why",
                releases.told,
                remedy="append who, when and why to a release log, in the deploying job",
            )
        if released and (
            releases.tags and (releases.changelog or releases.forge or deployments.pushes or deployments.automated)
        ):
            return partial(
                f"tags such as {releases.tags[-1]} name versions of the code; none says which model went live",
                [*releases.changelog, *releases.forge],
                remedy="name in each release which model version went live",
            )
        by_tag = [each for each in deployments.pushes if each.start in (Start.TAG, Start.PLATFORM) and each.workflow]
        if by_tag and any("TAG" in each.what or "tag" in each.what for each in by_tag):
            return partial(
                "a tag names what is published; nothing records the outcome",
                [each.place for each in by_tag],
                remedy="append the outcome of each release to the record",
            )
        if released and releases.changelog:
            return partial(
                "a change log tells versions of the code; none says which model went live",
                releases.changelog,
                remedy="name in the change log which model version went live",
            )
        return unmet("no log, tag or answer says what was released when", releases.changelog)
