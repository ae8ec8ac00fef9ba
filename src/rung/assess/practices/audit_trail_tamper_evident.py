"""Events are written once, and changing them shows."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.governance import Governance
from rung.assess.records import Records
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, Verdict, met, partial, unmet

LIFE = (frozenset({"dataset", "contract"}), frozenset({"run"}), frozenset({"release"}))
"""What a trail of the whole life tells of, at least: one of each."""


class AuditTrailTamperEvident(Practice):
    """Events of the whole life are written once, in order and attributable, and tampering is detectable.

    Why it matters
        After harm the question is who decided what, when, and on what evidence. A log that its writer can change
        answers nothing, least of all to those who were harmed.

    How to get there
        Append each event with the hash of the one before, by one writer, and keep the newest hash somewhere else.
        Verify the chain every day. Storage that refuses to overwrite is the bought form. The chain of a Rung workspace
        is verified by each assessment, and counts once `rung audit anchor` has put its head into git: without that,
        whoever can write the file can write all of it anew.

    Not enough
        - log files of an application
        - a table that the application may update
        - a chain that nobody verifies

    References
        - EU AI Act, articles 12, 19 and 26(6)
        - ISO 42001, A.6.2.8
        - NIST AI RMF: MEASURE 2.8
    """

    id = "audit-trail-tamper-evident"
    capability = Capability.REGISTRY_AND_GOVERNANCE
    level = Level.OPTIMIZED
    min_strength = Strength.PROVEN
    fresh_days = 30
    needs = ("release-recorded", "controlled-promotion")
    pitfall = "After harm the record of who decided can be doubted, so it proves nothing"
    effort = Effort.DAYS
    remedy = "append each event with the hash of the one before, and verify the chain on a schedule"

    def judge(self, governance: Governance) -> Judgement:
        """Met by a chain that is written and verified; partial for one of both, or for locked storage."""
        if governance.chains and governance.chain_checks:
            return met(
                "each event carries the hash of the one before, and the chain is checked",
                [*governance.chains, *governance.chain_checks],
            )
        if governance.chains:
            return partial(
                "events carry the hash of the one before; nothing verifies the chain",
                governance.chains,
                remedy="add a scheduled job that recomputes the chain and fails when a hash does not fit",
            )
        if governance.locked_logs:
            return partial(
                "storage refuses changes; nothing says which events of a model's life go there",
                governance.locked_logs,
                remedy="write training, approval and release events to that storage",
            )
        return unmet("no event log whose change would show")

    def shown(self, records: Records) -> Shown | None:
        """A chain that holds, tells of the whole life, and is anchored where its writer cannot reach."""
        for trail in records.trails:
            if trail.intact and trail.anchored and all(trail.about & each for each in LIFE):
                told = (
                    f"the audit chain of {trail.source} holds: {trail.events:,} events, "
                    f"and an anchor in git vouches for the first {trail.anchored:,}"
                )
                return Shown(Verdict.MET, told, trail.newest, decides=True)
        return None
