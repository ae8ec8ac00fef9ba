"""What could not be read is never taken for absent, and never raises anything. Pure.

A practice says in which kinds of files its evidence lies (`seen_in`). Where it is unmet, and a tenth of those files
by weight was not read, it is unknown: the evidence may lie there. It also says which kinds can speak against it
(`denied_in`, and `half_denied_in` against its being partial). Where it is met, and any one of those was not read, it
is unknown too: the contrary may lie there.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from rung.assess.base import Practice
from rung.assess.unread import Unread, remedy_for
from rung.domain import Judgement, Place, Verdict, unknown
from rung.domain.unread import UnreadFile

UNLISTED = "folders of this copy cannot be listed"


def doubted(practice: Practice, judgement: Judgement, unread: Unread) -> Judgement:
    """The judgement, or unknown where what was not read may hold the contrary."""
    if judgement.verdict is Verdict.UNKNOWN:
        return judgement
    if judgement.verdict is Verdict.UNMET:
        if not unread.hides(practice.seen_in):
            return judgement
        return _unknown(judgement, unread.of(practice.seen_in), "it may be in")
    denied_in = practice.half_denied_in if judgement.verdict is Verdict.PARTIAL else practice.denied_in
    against = unread.of(denied_in)
    if not against and not (unread.unlisted and denied_in):
        return judgement
    return _unknown(judgement, against, "the contrary may be in")


def _unknown(judgement: Judgement, files: Sequence[UnreadFile], where: str) -> Judgement:
    """What was concluded, what it leaves open, and what would close it."""
    if not files:
        return unknown(f"{judgement.because}; {UNLISTED}", judgement.places)
    first = max(files, key=lambda each: each.path.count("train") + each.path.count("serv"))
    more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
    return replace(
        unknown(
            f"{judgement.because}; {where} {first.path}{more}, not read: {first.reason}",
            [*(Place(each.path) for each in files[:3]), *judgement.places],
        ),
        remedy=remedy_for(first),
    )
