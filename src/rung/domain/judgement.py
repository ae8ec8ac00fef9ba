"""What a practice concludes from the evidence it was given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from rung.domain.evidence import Place, Strength, Verdict

MAX_PLACES = 8
"""More places than a person opens are not a better proof."""


class Judgement(Struct, frozen=True):
    """A verdict with its sentence and its places. Made with `met`, `partial`, `unmet`, `unknown`, `not_applicable`."""

    verdict: Verdict
    because: str
    """One sentence with the number or name that was seen; no full stop."""
    places: tuple[Place, ...] = ()
    strength: Strength = Strength.NONE
    seen_at: datetime | None = None
    """When the newest record that carries `strength` was made (practised and proven only), aware."""
    remedy: str | None = None
    """The one edit or command for this very repository, where it can be more exact than the practice's own."""


def met(
    because: str,
    places: Iterable[Place] = (),
    *,
    strength: Strength = Strength.FOUND,
    seen_at: datetime | None = None,
) -> Judgement:
    """The practice is there and can work as configured."""
    return Judgement(Verdict.MET, because, _first(places), strength, seen_at)


def partial(
    because: str,
    places: Iterable[Place] = (),
    *,
    strength: Strength = Strength.FOUND,
    seen_at: datetime | None = None,
    remedy: str | None = None,
) -> Judgement:
    """A main clause is missing, or something it leans on is broken; `because` names which."""
    return Judgement(Verdict.PARTIAL, because, _first(places), strength, seen_at, remedy)


def unmet(because: str, places: Iterable[Place] = (), *, remedy: str | None = None) -> Judgement:
    """Nothing counts; `places` may hold what was looked at and disregarded."""
    return Judgement(Verdict.UNMET, because, _first(places), Strength.NONE, None, remedy)


def unknown(because: str, places: Iterable[Place] = (), *, remedy: str | None = None) -> Judgement:
    """It cannot be seen from here; `because` says what would show it."""
    return Judgement(Verdict.UNKNOWN, because, _first(places), Strength.NONE, None, remedy)


def not_applicable(because: str, places: Iterable[Place] = ()) -> Judgement:
    """The practice cannot apply to this project, for the reason given."""
    return Judgement(Verdict.NOT_APPLICABLE, because, _first(places))


def _first(places: Iterable[Place]) -> tuple[Place, ...]:
    """The first distinct places, in the order given."""
    return tuple(dict.fromkeys(places))[:MAX_PLACES]
