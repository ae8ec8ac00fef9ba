"""The system does not hang on one person."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.docs import Docs
from rung.assess.collectors.history import Author, History
from rung.assess.documents.kinds import DocKind
from rung.domain import Capability, Effort, Judgement, Level, Place, Strength, WaitsFor, met, partial, unknown, unmet

STALE_DAYS = 365
"""After a year without a commit nobody is known to be able to change anything."""
SHARE = 0.1
"""Share of the commits that makes a person more than a visitor."""
DOMINATED = 0.8
"""Share of the commits by one person, from which on the others could not go on alone."""
MANY_PEOPLE = 3
"""People with a real part in the whole history, who may come back."""
COMMITS = 5
"""Fewer commits are a visit."""
MANY = 25
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
    wait_days = 21
    seen_in = frozenset()
    remedy = "let a second person make the next change and the next release, from the written steps"

    def judge(self, history: History, docs: Docs) -> Judgement:
        """From who committed in the last year of the history; by bus factor, not by heads."""
        if not history.present or not history.authors:
            if history.shallow:
                return unknown("the history is not in this copy", remedy="fetch it: git fetch --unshallow")
            return unmet(
                "no history shows who works on this",
                remedy="put the code under version control, so that the history shows it",
            )
        named = [Place(docs.codeowners)] if any(len(rule.owners) > 1 for rule in docs.owner_rules) else []
        if alone := self._alone(history, named):
            return alone
        lately = _regular(history.recent)
        if history.age_days is not None and history.age_days > STALE_DAYS:
            if _dominated(history.authors):
                return unmet(_mostly(history.authors), named)
            return partial(
                f"{len(lately)} people had a real part, and nobody committed for {history.age_days} days", named
            )
        if _dominated(history.recent):
            return partial(f"{_mostly(history.recent)} in the last year", named)
        handed = docs.of(DocKind.ONBOARDING, DocKind.CONTRIBUTING, DocKind.RUNBOOK)
        return met(
            f"{len(lately)} people had a real part in the last year",
            [*named, *(each.place for each in handed)],
            strength=Strength.PRACTISED,
            seen_at=history.last,
        )

    def _alone(self, history: History, named: list[Place]) -> Judgement | None:
        """Nobody but one person in the last year of the history; `None` when there are more."""
        ever, lately = _regular(history.authors), _regular(history.recent)
        if len(ever) < 2 and len(lately) < 2:
            if history.truncated:
                return unknown(f"the newest {history.commits} commits do not show who else works on this", named)
            return unmet(_mostly(history.authors), named)
        if len(lately) < 2:
            if len(ever) >= MANY_PEOPLE and not _dominated(history.authors):
                return partial(f"{len(ever)} people had a real part, {len(lately)} of them in the last year", named)
            return unmet(f"{_mostly(history.recent or history.authors)} in the last year of the history", named)
        return None


def _regular(authors: tuple[Author, ...]) -> list[Author]:
    """People who are more than visitors."""
    total = sum(each.commits for each in authors)
    return [each for each in authors if each.commits >= max(COMMITS, min(total * SHARE, MANY))]


def _dominated(authors: tuple[Author, ...]) -> bool:
    """One person makes so much of it that nobody else could go on alone."""
    return authors[0].commits > DOMINATED * sum(each.commits for each in authors)


def _mostly(authors: tuple[Author, ...]) -> str:
    first, total = authors[0], sum(each.commits for each in authors)
    return f"{first.name} made {first.commits:,} of {total:,} commits"
