"""What records add to the judgement of a practice: its own rule, and the drills that name it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator

from msgspec.structs import replace

from rung.assess.base import Practice
from rung.assess.records.book import Records
from rung.domain import Judgement, Shown, Strength, Verdict
from rung.domain.assessment import Note
from rung.domain.judgement import MAX_PLACES, shown
from rung.domain.record import Drill


def with_records(practice: Practice, judgement: Judgement, records: Records) -> Judgement:
    """The judgement with everything that the records say of the practice."""
    for told in (practice.shown(records), _drilled(practice.id, records)):
        if told is not None:
            judgement = _placed(judgement, shown(judgement, told), told, records)
    return judgement


def _placed(before: Judgement, after: Judgement, told: Shown, records: Records) -> Judgement:
    """The judgement with the places of the records that it speaks of, where they can be looked up.

    They come first where the records have decided, and last where they only add to what the repository shows.
    """
    found = tuple(records.places[each] for each in told.records if each in records.places)
    if not found or not after.because.endswith(told.because):
        return after
    decided = before.verdict is not after.verdict
    kept = before.places[: MAX_PLACES - len(found)]
    return replace(after, places=tuple(dict.fromkeys((*found, *kept) if decided else (*kept, *found))))


def _drilled(practice: str, records: Records) -> Shown | None:
    """The newest drill of the practice: passed it proves what the repository shows, failed it proves nothing."""
    drills = [each for each in records.of(Drill) if each.practice == practice]
    if not drills:
        return None
    newest = drills[-1]
    named = (newest.id,) if newest.id else ()
    where = f" in {newest.environment}" if newest.environment else ""
    if newest.passed:
        told = f"a drill{where} on {newest.at:%Y-%m-%d} went well"
        return Shown(Verdict.MET, told, newest.at, Strength.PROVEN, records=named)
    failed = f"the drill{where} on {newest.at:%Y-%m-%d} failed" + (f": {newest.says}" if newest.says else "")
    return Shown(Verdict.MET, failed, newest.at, Strength.FOUND, records=named)


def strangers(practices: Collection[str], records: Records) -> Iterator[Note]:
    """Drills of what is no practice: a slip of the pen would else be a drill that counts for nothing, unsaid."""
    for name in sorted({each.practice for each in records.of(Drill)} - set(practices)):
        near = difflib.get_close_matches(name, practices, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        yield Note("records", f"a drill of {name} counts for nothing: there is no such practice{hint}")
