"""What is taken in is pinned, scanned and signed."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.supply_chain import SupplyChain
from rung.assess.records import Records
from rung.assess.records.telling import happened, is_program
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import Review
from rung.domain.unread import FileKind


class SupplyChainSecured(Practice):
    """Dependencies, actions, images and weights are pinned, scanned and signed; unsafe formats are controlled.

    Why it matters
        A training job runs code from hundreds of strangers with access to the data, and a pickle runs code when it is
        loaded. One taken-over package or weight file is enough.

    How to get there
        Install from a lock with hashes, name actions and base images by digest, let a bot raise them, let a scan stop
        the build, sign what is released and check the signature before it is loaded.

    Not enough
        - a bot whose pull requests nobody merges
        - an inventory that is made and not kept
        - a signature that nobody verifies
        - a scan that cannot fail the job

    References
        - OpenSSF Scorecard: Pinned-Dependencies, Dependency-Update-Tool, Vulnerabilities, Signed-Releases
        - EU AI Act, article 15(5)
        - NIST AI RMF: MANAGE 3.1, 3.2
    """

    id = "supply-chain-secured"
    capability = Capability.DELIVERY
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 60
    needs = ("environment-locked", "immutable-deployable")
    pitfall = "One taken-over package or weight file runs with access to all data"
    effort = Effort.DAYS
    denied_in = frozenset({FileKind.CI})
    half_denied_in = denied_in
    remedy = "install with hashes, pin actions by commit, add an update bot and a scan that can fail the build"

    def judge(self, supply_chain: SupplyChain) -> Judgement:
        """Met when pinned, scanned and verified; partial from the first clause that is there."""
        pinned = bool(supply_chain.hashed) and supply_chain.pinned_actions == supply_chain.actions
        signed = [*supply_chain.signed, *supply_chain.verified]
        places = [*supply_chain.scans, *supply_chain.bots, *supply_chain.hashed[:2], *signed]
        there = [
            name
            for name, seen in (
                ("installs with hashes", supply_chain.hashed),
                ("an update bot", supply_chain.bots),
                ("a scan that can stop", supply_chain.scans),
                ("an inventory", supply_chain.inventories),
                ("signatures", supply_chain.signed),
                ("a check before use", supply_chain.verified),
            )
            if seen
        ]
        if pinned and supply_chain.scans and supply_chain.verified:
            return met(", ".join(there), places)
        if there:
            return partial(
                f"{', '.join(there)}; {', '.join(_missing(supply_chain))}",
                places,
                remedy=f"mend what is missing: {', '.join(_missing(supply_chain))}",
            )
        if supply_chain.actions and supply_chain.pinned_actions == supply_chain.actions:
            return partial(
                f"all {supply_chain.actions} foreign actions are pinned by commit; nothing is scanned or signed",
                remedy="add a scan that can fail the build, and install with hashes",
            )
        if supply_chain.idle_scans:
            return unmet(
                "a scan runs, and its result cannot stop anything",
                supply_chain.idle_scans,
                remedy="let the scan fail the build",
            )
        return unmet("nothing that is taken in is pinned by hash, scanned or signed")

    def shown(self, records: Records) -> Shown | None:
        """Updates of dependencies that a program proposed and that were merged."""
        return happened(
            [each for each in records.of(Review) if is_program(each.author)], "an automatic update was merged"
        )


def _missing(supply_chain: SupplyChain) -> list[str]:
    """What keeps a part of it from being all."""
    missing = []
    if not supply_chain.verified:
        missing.append("what is signed is never verified" if supply_chain.signed else "nothing is signed or verified")
    loose = supply_chain.actions - supply_chain.pinned_actions
    if loose:
        missing.append(f"{loose} of {supply_chain.actions} actions not pinned by commit")
    if not supply_chain.scans:
        missing.append("no scan can stop the build")
    return missing or ["installs are not hashed"]
