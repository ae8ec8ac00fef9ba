"""The system does not hang on one person."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.docs import Docs
from rung.assess.collectors.history import History
from rung.assess.documents.kinds import DocKind
from rung.domain import Capability, Effort, Judgement, Level, Place, Strength, WaitsFor, met, partial, unknown, unmet

STALE_DAYS = 365
"""After a year without a commit nobody is known to be able to change anything."""
SHARE = 0.2
"""Share of the commits that makes a second person more than a visitor."""
COMMITS = 5
"""Fewer commits are a visit."""
MANY = 50
"""Commits that are a real part of any history, however long."""


class SharedOwnership(Practice):
    """More than one person can change, release and operate each part; data science and engineering share one flow.

    Why it matters
        When the one who knows is away, nobody dares to release, roll back or retrain; when models are thrown over a
        wall to engineers, each side repeats the other's mistakes.

    How to get there
        Pair on the next change to the pipeline, let somebody else make the next release from the written steps,
        name two
        owners for each path in CODEOWNERS, and move the hand-over into the pipeline.

    Not enough
        - one person who commits under two addresses (list them in `.mailmap`)
        - drive-by corrections and commits that only reformat
        - a team alias with one active member

    References
        - Google MLOps level 0: the disconnect between ML and operations
        - Microsoft MLOps maturity model, levels 3 and 4: people
        - OpenSSF Scorecard: Contributors
        - NIST AI RMF: GOVERN 2.1, GOVERN 3.1
    """

    id = "shared-ownership"
    capability = Capability.PEOPLE_AND_OVERSIGHT
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 365
    needs = ("code-in-version-control", "changes-reviewed")
    pitfall = "The model cannot be changed or rolled back while its one author is away"
    effort = Effort.WEEKS
    waits_for = WaitsFor.PEOPLE
    remedy = "let a second person make the next change and the next release, from the written steps"

    def judge(self, history: History, docs: Docs) -> Judgement:
        """From who committed how much, and how lately; by bus factor, not by heads."""
        if not history.present or not history.authors:
            if history.shallow:
                return unknown("the history is not in this copy", remedy="fetch it: git fetch --unshallow")
            return unmet("no history shows who works on this")
        total = sum(each.commits for each in history.authors)
        regular = [each for each in history.authors if each.commits >= max(COMMITS, min(total * SHARE / 2, MANY))]
        active = [each.name for each in regular if each.name in history.recent_authors]
        first = history.authors[0]
        second = history.authors[1].commits / total if len(history.authors) > 1 else 0.0
        named = [Place(docs.codeowners)] if any(len(rule.owners) > 1 for rule in docs.owner_rules) else []
        stale = history.age_days is not None and history.age_days > STALE_DAYS
        if len(regular) < 2:
            if history.truncated:
                return unknown(f"the newest {history.commits} commits do not show who else works on this", named)
            return unmet(
                f"{first.name} made {first.commits:,} of {total:,} commits, and nobody else has a real part", named
            )
        if second < SHARE and first.commits / total > 0.7:
            return self._dominated(history, total, len(active), named)
        if stale:
            return partial(
                f"{len(regular)} people had a real part, and nobody committed for {history.age_days} days", named
            )
        if len(active) < 2:
            return partial(f"{len(regular)} people had a real part, {len(active)} of them in the last year", named)
        handed = docs.of(DocKind.ONBOARDING, DocKind.CONTRIBUTING, DocKind.RUNBOOK)
        return met(
            f"{len(active)} people with a real part in the history committed in the last year",
            [*named, *(each.place for each in handed)],
            strength=Strength.PRACTISED,
            seen_at=history.last,
        )

    def _dominated(self, history: History, total: int, active: int, named: list[Place]) -> Judgement:
        first = history.authors[0]
        said = f"{first.name} made {first.commits / total:.0%} of {total:,} commits"
        if active > 2:
            return partial(f"{said}; {active - 1} others with a real part were active in the last year", named)
        return unmet(f"{said}; the others are visitors", named)
