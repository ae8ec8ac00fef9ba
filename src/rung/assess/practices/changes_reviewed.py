"""Another person looks at a change before it takes effect."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.docs import Docs
from rung.assess.collectors.history import History
from rung.assess.records import Records
from rung.assess.records.telling import is_program, share
from rung.domain import (
    Capability,
    Effort,
    Judgement,
    Level,
    Place,
    Shown,
    Strength,
    WaitsFor,
    met,
    partial,
    unknown,
    unmet,
)
from rung.domain.record import Review

WINDOW = 30
"""Merges that are looked at: the newest."""
MOST = 0.8
"""Share of the merges that somebody else has to have made."""
ENOUGH = 3
"""Merges; of fewer nothing follows."""
FORGE_SHARE = 0.2
"""Share of squashed pull requests on the main line, from which on the forge is where reviews are held."""
FORGE_MOSTLY = 0.5
"""The same, from which on merge commits are the exception and say nothing."""
ALONE = 0.9
"""Share of the commits by one person, from which on there is nobody to review."""
LATELY = 20
"""Commits of the last year, from which on they say more than all that went before."""


class ChangesReviewed(Practice):
    """Changes to code, data contracts, thresholds and pipelines are reviewed by another person before they take effect.

    Why it matters
        A wrong join or a threshold moved by a digit passes every test and reaches production with its author's
        blessing. A second pair of eyes is the cheapest check there is, and spreads the knowledge as well.

    How to get there
        Protect the default branch: no direct pushes, one approval by somebody other than the author. Name owners for
        the paths that decide predictions (features, thresholds, pipeline) in CODEOWNERS.

    Not enough
        - merging one's own pull request
        - the approval of a bot
        - a rubber stamp within seconds on a large change
        - working alone: a second look a day later is better than none, and weaker than another person

    References
        - OpenSSF Scorecard: Code-Review, Branch-Protection
        - Google MLOps level 2: merge after reviewers approve
        - DORA: streamlining change approval
    """

    id = "changes-reviewed"
    capability = Capability.PEOPLE_AND_OVERSIGHT
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    fresh_days = 90
    needs = ("code-in-version-control",)
    pitfall = "A mistake in a feature or a threshold goes live with nobody but its author having seen it"
    effort = Effort.HOURS
    waits_for = WaitsFor.PEOPLE
    wait_days = 21
    seen_in = frozenset()
    remedy = "protect the default branch: one approval by somebody other than the author"

    def judge(self, history: History, docs: Docs) -> Judgement:
        """From merges and trailers in git; what only the forge holds is unknown."""
        if not history.present:
            if history.shallow:
                return unknown("the history is not in this copy", remedy="fetch it: git fetch --unshallow")
            return unmet(
                "without a history nothing can be reviewed",
                remedy="put the code under version control on a server, and require one approval by somebody else",
            )
        owners = [Place(docs.codeowners)] if docs.codeowners and any(rule.owners for rule in docs.owner_rules) else []
        by_trailer = history.reviewed_by / max(1, history.commits - history.bot_commits)
        if by_trailer >= MOST:
            return self._met(history, f"{history.reviewed_by:,} commits carry the `Reviewed-by` of another person")
        lately = sum(each.commits for each in history.recent) >= LATELY
        authors = history.recent if lately else history.authors
        part = authors[0].commits / sum(each.commits for each in authors) if authors else 1.0
        if part >= ALONE and (lately or not history.truncated):
            when = " in the last year" if lately else ""
            return unmet(f"{authors[0].name if authors else 'A program'} made {part:.0%} of the commits{when}", owners)
        return self._from_merges(history, owners)

    def shown(self, records: Records) -> Shown | None:
        """Merged changes of people that somebody other than the author, and no program, approved."""
        return share(
            [each for each in records.of(Review, days=365) if not is_program(each.author)],
            lambda each: any(name != each.author and not is_program(name) for name in each.approved_by),
            "merged changes were approved by another person",
            decides=True,
        )

    def _from_merges(self, history: History, owners: list[Place]) -> Judgement:
        recent = history.merges[:WINDOW]
        others = sum(each.by_other for each in recent)
        through_forge = history.squash_merges / max(1, history.mainline)
        told = f"{others} of the newest {len(recent)} merges were made by somebody other than the author"
        if len(recent) >= ENOUGH and through_forge < FORGE_MOSTLY and others * 2 >= len(recent):
            if others >= MOST * len(recent) and history.direct_share < 0.5:
                return self._met(history, told)
            return partial(
                f"{told}; {history.direct_share:.0%} of the main line was pushed directly",
                owners,
                strength=Strength.PRACTISED,
                seen_at=recent[0].when,
                remedy="forbid direct pushes to the default branch",
            )
        newly = history.recent_squashed / max(LATELY, history.recent_squashed + history.recent_direct)
        if max(through_forge, newly) >= FORGE_SHARE:
            return unknown(
                f"{history.squash_merges:,} squashed pull requests: who reviewed them is held by the forge",
                owners,
                remedy="give the records of the forge: rung records import, then --records FILE",
            )
        if history.truncated:
            return unknown(
                f"the newest {history.commits} commits do not show how changes are taken over",
                owners,
                remedy="give the records of the forge: rung records import, then --records FILE",
            )
        if len(recent) >= ENOUGH and history.direct_share < 0.5:
            return unmet(
                f"{len(recent) - others} of the newest {len(recent)} merges were made by the author of the change",
                owners,
                remedy="require one approval by somebody other than the author, on the default branch",
            )
        return unmet(
            f"{history.direct_share:.0%} of the main line was pushed directly, without a merge or pull request", owners
        )

    def _met(self, history: History, because: str) -> Judgement:
        newest = history.merges[0].when if history.merges else history.last
        return met(because, strength=Strength.PRACTISED, seen_at=newest)
