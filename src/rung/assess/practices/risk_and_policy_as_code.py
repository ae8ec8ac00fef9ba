"""A live risk register drives policies that block."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.governance import Governance
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet


class RiskAndPolicyAsCode(Practice):
    """A live risk register per system drives machine-checked policies that run inside the pipeline and block on breach.

    Why it matters
        Obligations that live in a document are met on the day of the audit. Those that a release cannot pass without
        are met every day, and the register says why each of them exists.

    How to get there
        Write a register with purpose, risk class, hazards, measures, owner and review date. Turn three of the measures
        into checks (card present, fairness report present, approval present) that the release must pass.

    Not enough
        - a policy folder from a starter that only warns
        - a spreadsheet of risks with no link to a release
        - rules for the cloud account alone

    References
        - EU AI Act, articles 9 and 17
        - NIST AI RMF: GOVERN 1.3-1.5, MANAGE 1.2-1.4
        - ISO 42001, 6.1.2-6.1.4
    """

    id = "risk-and-policy-as-code"
    capability = Capability.REGISTRY_AND_GOVERNANCE
    level = Level.OPTIMIZED
    min_strength = Strength.PRACTISED
    fresh_days = 365
    needs = ("model-card", "controlled-promotion")
    pitfall = "Obligations are met on the day of the audit and forgotten on the day of the release"
    effort = Effort.WEEKS
    remedy = "write risks.yaml with measures and owners, and let the release job check three of them"

    def judge(self, governance: Governance) -> Judgement:
        """Met when a job judges by rules that follow from a register; partial for one of both, or without the link."""
        if governance.risks and governance.policy_runs and governance.policy_links:
            return met(
                "a risk register drives checks that a job makes",
                [*governance.risks, *governance.policy_links, *governance.policy_runs],
            )
        if governance.risks and governance.policy_runs:
            return partial(
                "a risk register stands beside policies that a job checks, and neither names the other",
                [*governance.risks, *governance.policy_runs],
                remedy="name in the register which rule enforces each measure, or give the register to the check",
            )
        if governance.risks:
            return partial(
                "there is a risk register; no check of a release follows from it",
                governance.risks,
                remedy="let a job of the release check three of its measures",
            )
        if governance.policy_runs:
            return partial(
                "a job judges by policies; no risk register says why",
                governance.policy_runs,
                remedy="write the risks that the policies answer, with owners, beside them",
            )
        if governance.policies:
            return unmet(
                "policies are written, and no job judges by them",
                governance.policies,
                remedy="let the release job check the policies",
            )
        return unmet("no risk register, and no policy that a release must pass")
