"""Machines, stores and services come from text that automation applies."""

from __future__ import annotations

import re

from rung.assess.base import Practice
from rung.assess.collectors.infrastructure import Infrastructure
from rung.assess.infra.base import Applied, Definition, Tool
from rung.assess.records import Records
from rung.assess.records.telling import happened, is_program
from rung.assess.regex import regex
from rung.domain import Capability, Effort, Judgement, Level, Place, Shown, Strength, met, partial, unmet
from rung.domain.record import Deployment

NARROW = frozenset({Tool.PLATFORM, Tool.COMPOSE})
"""One host or one service; the rest is made by hand or is the platform's."""
_DEPLOYS = regex(r"deploy|release|prod|live|\bcd\b|publish", re.IGNORECASE)


class InfrastructureAsCode(Practice):
    """Compute, storage, serving and monitoring resources are created from versioned definitions by automation.

    Why it matters
        What was clicked together can be neither reviewed, copied for a test, nor rebuilt after a loss, and the next
        model waits until somebody remembers how the last one got its cluster.

    How to get there
        Describe the smallest set that runs now (one service, one bucket, one schedule) with Terraform, CloudFormation,
        Bicep, Helm or a versioned script, keep the state in a shared backend, show the plan on every pull request
        and apply it from CI.

    Not enough
        - definitions that no job applies, or only plans
        - Terraform for the network while endpoints and training jobs are clicked together
        - a compose file for the developer's machine

    References
        - Microsoft MLOps maturity model, level 3: the entire environment is managed
        - AWS MLOps maturity model: reliable, scalable templates
        - DORA: deployment automation
    """

    id = "infrastructure-as-code"
    capability = Capability.VERSIONING
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 90
    needs = ("code-in-version-control", "ci-on-every-change")
    pitfall = "What was clicked together cannot be rebuilt after a loss or copied for the next model"
    effort = Effort.WEEKS
    remedy = "describe the running resources (Terraform, Helm, Bicep …) and apply them from a CI job"

    def judge(self, infrastructure: Infrastructure) -> Judgement:
        """Met when automation applies definitions of more than one host or service, and can fail."""
        own = [each for each in infrastructure.own if each.tool is not Tool.COMPOSE or each.own_images]
        if not own and infrastructure.scripts:
            return partial(
                "a script sets up the machine or its resources, and nothing runs it again by itself",
                infrastructure.scripts,
                remedy="let automation run that script against an empty machine, or describe what it makes",
            )
        if not own:
            if infrastructure.own:
                return unmet(
                    "a compose file starts tools for the developer, and nothing defines what runs in use",
                    [each.place for each in infrastructure.own],
                    remedy="describe what runs in use (compose, Helm, Terraform …) and apply it from a CI job",
                )
            return unmet("nothing defines machines, stores or services")
        working, broken = self._applied(infrastructure, own)
        wide = [(each, how) for each, how in working if each.tool not in NARROW]
        if wide:
            tools = ", ".join(dict.fromkeys(each.tool.value for each, _ in wide))
            what = ", ".join(sorted({kind.value for each, _ in wide for kind in each.provides})) or "resources"
            return met(f"{tools} defines {what}, and {wide[0][1].what[:60]} applies it", _places(wide))
        if working:
            return partial(
                f"automation applies only {working[0][0].tool.value} ({working[0][1].what[:60]}); what "
                f"it runs on is made by hand",
                _places(working),
                remedy="describe what it runs on in the same way, and apply both from CI",
            )
        if broken:
            return partial(
                f"{broken[0][1].what[:60]} cannot work: {broken[0][1].broken}",
                _places(broken),
                remedy=f"mend it: {broken[0][1].broken}",
            )
        return self._by_hand(infrastructure, own)

    def shown(self, records: Records) -> Shown | None:
        """Deployments that a program made from the definitions."""
        made = [
            each
            for each in records.of(Deployment)
            if each.status == "success" and (each.service or is_program(each.by))
        ]
        return happened(made, "a program deployed")

    def _applied(
        self, infrastructure: Infrastructure, own: list[Definition]
    ) -> tuple[list[tuple[Definition, Applied]], list[tuple[Definition, Applied]]]:
        pairs = [
            (each, how)
            for each in own
            for how in infrastructure.by_automation(each)
            if each.tool is not Tool.COMPOSE or _DEPLOYS.search(how.workflow)
        ]
        return [pair for pair in pairs if not pair[1].broken], [pair for pair in pairs if pair[1].broken]

    def _by_hand(self, infrastructure: Infrastructure, own: list[Definition]) -> Judgement:
        first = own[0]
        pairs = [
            (each, how) for each in own for how in infrastructure.by_automation(each, changes=False) if not how.changes
        ]
        planned = [how for _, how in pairs]
        first = pairs[0][0] if pairs else first
        where = [each.place for each in own[:4]] + [each.place for each in planned[:2]]
        if planned:
            return partial(
                f"automation only checks {first.tool.value} ({planned[0].what[:60]}); a person applies it",
                where,
                remedy="let the CI job apply what it has checked, behind a merge",
            )
        if {each.tool for each in own} == {Tool.COMPOSE}:
            return partial(
                "a compose file defines the services, and no automation starts them on a host",
                where,
                remedy="let a deploying job start it on the host",
            )
        return partial(
            f"{first.tool.value} in {first.folder or 'the root'} defines resources, and no automation applies it",
            where,
            remedy="apply it from a CI job behind a merge",
        )


def _places(pairs: list[tuple[Definition, Applied]]) -> list[Place]:
    return [place for each, how in pairs for place in (how.place, each.place)]
