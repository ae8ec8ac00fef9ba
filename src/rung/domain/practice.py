"""What is known of a practice before any repository is read."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from rung.domain.evidence import Strength
from rung.domain.level import Capability, Level


class Effort(StrEnum):
    """What the first honest form of a practice costs one person who knows the repository."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


class WaitsFor(StrEnum):
    """What a practice needs besides work."""

    NOTHING = "nothing"
    TIME = "time"
    """Records must accumulate."""
    PEOPLE = "people"
    """Somebody other than the author has to act."""


class PracticeCard(Struct, frozen=True):
    """One practice of the ladder: what `rung explain` prints and what the score and the plan go by."""

    id: str
    capability: Capability
    level: Level
    statement: str
    gating: bool
    min_strength: Strength
    fresh_days: int | None
    """How long a record carries `practised` or `proven`; `None`: it does not age."""
    needs: tuple[str, ...]
    """Practices that should stand first: the order of the plan and the reason for *hollow*."""
    pitfall: str
    """What goes wrong when this one is held without what it needs, or not held at all; one sentence."""
    effort: Effort
    waits_for: WaitsFor
    remedy: str
    """The one edit or command that would change an unmet verdict, in general."""
    why: str
    how: str
    not_enough: tuple[str, ...]
    """What looks like the practice and is not: the known false positives."""
    references: tuple[str, ...]
    wait_days: int = 0
    """Days before *met* can be read, however fast the work is done, because only history or records show it."""
