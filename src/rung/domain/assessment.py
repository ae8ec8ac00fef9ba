"""The result of measuring one project at one commit."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from rung.domain.evidence import Kind, Place, Strength, Verdict
from rung.domain.level import Capability, Level
from rung.domain.practice import PracticeCard
from rung.domain.unread import UnreadFile


class Waiver(Struct, frozen=True):
    """Somebody entitled answers for a missing practice until a date."""

    practice: str
    by: str
    reason: str
    until: date
    place: str | None = None
    """Limits the waiver to gaps at this path."""


class Attestation(Struct, frozen=True):
    """A named role or person says that a practice is followed: the weakest evidence, dated, and it expires."""

    practice: str
    by: str
    on: date
    until: date
    says: str


class Finding(Struct, frozen=True):
    """The answer to one practice."""

    card: PracticeCard
    verdict: Verdict
    holds: bool
    """Met, and the evidence reaches the practice's `min_strength`."""
    strength: Strength
    because: str
    places: tuple[Place, ...]
    age_days: int | None
    """Age of the newest record behind the strength, at the assessment's clock."""
    remedy: str
    waiver: Waiver | None = None
    underlying: Verdict | None = None
    """What the evidence said before the waiver covered it."""

    @property
    def id(self) -> str:
        """The id of the practice."""
        return self.card.id


class Share(Struct, frozen=True):
    """How much of one level stands."""

    level: Level
    met: int
    partial: int
    applicable: int
    """Gating practices that count, whatever their verdict."""
    unknown: int

    @property
    def value(self) -> float:
        """Mean over the applicable gating practices of met 1, partial ½, all else 0; 1.0 when none applies."""
        return (self.met + self.partial / 2) / self.applicable if self.applicable else 1.0

    @property
    def at_best(self) -> float:
        """The same, were every unknown met."""
        return (self.met + self.unknown + self.partial / 2) / self.applicable if self.applicable else 1.0


class Hollow(Struct, frozen=True):
    """A practice held above a missing lower one that it leans on."""

    practice: str
    level: Level
    missing: str
    missing_level: Level
    pitfall: str


class CapabilityShare(Struct, frozen=True):
    """One row of the profile: the share per level, `None` where the capability has no applicable practice."""

    capability: Capability
    shares: tuple[tuple[Level, float | None], ...]


class Note(Struct, frozen=True):
    """Something the reader must know to trust the result: a file skipped, a shallow clone, a claim disregarded."""

    kind: str
    """`unread`, `source`, `records`, `disregarded`, `manifest`, `collector`, `practice`, `waiver`, `attestation`."""
    text: str
    places: tuple[Place, ...] = ()
    expired: bool = False
    """A waiver or an attestation whose last day has passed."""


class Assessment(Struct, frozen=True):
    """Which rung a project stands on, and why."""

    project: str
    path: str
    """The project's folder inside what was measured; empty for the whole."""
    kind: Kind
    kind_because: str
    commit: str | None
    remote: str | None
    """Base of web links to files, as `https://host/owner/name`, when the remote is a known forge."""
    made_at: datetime
    """The assessment's clock."""
    rung_version: str
    ladder_version: str
    configured_level: Level | None
    up_to: Level | None
    """The configured level were every unknown met."""
    proven_level: Level | None
    index: float | None
    shares: tuple[Share, ...]
    profile: tuple[CapabilityShare, ...]
    findings: tuple[Finding, ...]
    hollow: tuple[Hollow, ...]
    coverage: float
    """Share of the gating practices with a verdict other than unknown."""
    target: Level
    target_reason: str | None
    notes: tuple[Note, ...]
    seconds: float
    prefix: str = ""
    """The folder of the repository that places start from; empty for its root."""
    waiting: tuple[str, ...] = ()
    """Practices that only time or other people can make hold."""
    proven_but_for_waiting: Level | None = None
    """The proven level, were those practices to hold; the same as `proven_level` where they change nothing."""
    unread: tuple[UnreadFile, ...] = ()
    """Every own file that holds evidence of some kind and was not read; the notes tell them in groups."""

    @property
    def as_if(self) -> bool:
        """Whether the level reads "as if it were a project"."""
        return self.kind in (Kind.TEMPLATE, Kind.EXAMPLE, Kind.LIBRARY)

    def finding(self, practice: str) -> Finding:
        """The finding of one practice.

        Raises
        ------
        KeyError
            There is no such practice on this ladder.
        """
        for found in self.findings:
            if found.id == practice:
                return found
        raise KeyError(practice)
