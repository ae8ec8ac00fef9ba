"""What a practice concludes from the evidence it was given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

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


class Shown(Struct, frozen=True):
    """What records of other systems say of a practice."""

    verdict: Verdict
    """Met, partial or unmet: what the records show, whatever the repository holds."""
    because: str
    """One sentence with the numbers; no full stop."""
    seen_at: datetime
    """When the newest record behind it was made (aware)."""
    strength: Strength = Strength.PRACTISED
    decides: bool = False
    """The records tell by themselves: the practice may be set up where this repository does not show it."""
    records: tuple[str, ...] = ()
    """Ids of the newest records behind it."""


def shown(judgement: Judgement, records: Shown) -> Judgement:
    """The judgement of the repository, with what the records add.

    Records make a practice that is met in the repository as strong as they are. Where they decide, their verdict
    stands in place of the repository's; else they never change a verdict.
    """
    if judgement.verdict is Verdict.NOT_APPLICABLE:
        return judgement
    if records.decides and records.verdict is not judgement.verdict:
        return replace(
            judgement,
            verdict=records.verdict,
            because=records.because,
            strength=Strength.NONE if records.verdict is Verdict.UNMET else records.strength,
            seen_at=records.seen_at,
        )
    if records.verdict is Verdict.UNMET or judgement.verdict not in (Verdict.MET, Verdict.PARTIAL):
        return judgement
    if records.verdict is Verdict.PARTIAL and judgement.verdict is Verdict.MET:
        return judgement
    older = (records.strength, records.seen_at) < (judgement.strength, judgement.seen_at or records.seen_at)
    return replace(
        judgement,
        because=f"{judgement.because}; {records.because}",
        strength=judgement.strength if older else records.strength,
        seen_at=judgement.seen_at if older else records.seen_at,
    )


def _first(places: Iterable[Place]) -> tuple[Place, ...]:
    """The first distinct places, in the order given."""
    return tuple(dict.fromkeys(places))[:MAX_PLACES]
