"""The audit chain: each event's hash covers the event and the hash before it. Pure and streaming.

The hash is SHA-256 over UTF-8 JSON without blanks, keys sorted: `actor` (`name`, `via`), `at` (UTC, six decimals, `Z`),
`before`, `data`, `kind`, `number`, `subject`. Fractions are the shortest that read back the same, with exponents as in
`1e16` and `1e-7`. Anybody can compute it again without Rung.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from rung.domain.event import Actor, AuditEvent
from rung.store.wording import plain, storable

NO_HASH = "0" * 64
"""What the first event has before it."""
MOST_BREAKS = 20
"""More are counted, not listed: after the first few nobody reads on."""

_ENCODER = msgspec.json.Encoder(order="sorted")


class Anchor(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Number and hash of one event, kept where nobody who changes the store can change them: a file, a git tag."""

    number: Annotated[int, Meta(ge=1)]
    hash: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    at: datetime | None = None
    """When it was anchored (aware)."""


class Break(Struct, frozen=True):
    """One thing that is wrong."""

    number: int
    """Of the event where it shows."""
    says: str
    """A sentence without a full stop."""


class ChainVerdict(Struct, frozen=True):
    """What a chain is worth."""

    events: int
    head: str
    """Hash of the last event."""
    anchored: int
    """Number of the last event that an anchor vouches for; what came after it could have been written anew."""
    breaks: tuple[Break, ...]
    """The first of them."""
    wrong: int
    """How many there are."""

    @property
    def intact(self) -> bool:
        """Nothing is wrong."""
        return self.wrong == 0


def canonical(value: object) -> str:
    """The JSON that is hashed; not-a-number and infinity are `null`, what JSON cannot hold is made plain."""
    try:
        return _ENCODER.encode(value).decode()
    except (TypeError, OverflowError, UnicodeEncodeError):
        return _ENCODER.encode(plain(value)).decode()


def written(at: datetime) -> str:
    """An aware time as it is hashed."""
    try:
        moment = at.astimezone(UTC)
    except OverflowError:
        return at.isoformat()  # at the edge of the calendar: nobody has written that
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def fingerprint(event: AuditEvent) -> str:
    """The hash that an event must have."""
    actor = {"name": event.actor.name, "via": event.actor.via}
    text = canonical(
        {
            "actor": actor, "at": written(event.at), "before": event.before, "data": event.data,
            "kind": event.kind, "number": event.number, "subject": event.subject,
        }
    )  # fmt: skip
    return hashlib.sha256(text.encode()).hexdigest()


def link(
    number: int, at: datetime, actor: Actor, kind: str, subject: str, data: dict[str, Any], before: str
) -> AuditEvent:
    """The next event, as it will be read again: its words are storable and its data plain."""
    event = AuditEvent(
        number=number,
        at=at.astimezone(UTC),
        actor=Actor(storable(actor.name), storable(actor.via)),
        kind=storable(kind),
        subject=storable(subject),
        data=msgspec.json.decode(canonical(data)),
        before=before,
        hash="",
    )
    return msgspec.structs.replace(event, hash=fingerprint(event))


def verify(events: Iterable[AuditEvent], anchors: Iterable[Anchor] = ()) -> ChainVerdict:
    """What is wrong with a chain, given from its first event on in the order in which it was stored.

    Edits, deletions, insertions and changes of order show by themselves. A tail that was cut off and a chain that was
    written anew from somewhere on show only against an anchor that lies at or behind that place.
    """
    waiting: dict[int, set[str]] = defaultdict(set)
    for anchor in anchors:
        waiting[anchor.number].add(anchor.hash)
    found = _Found()
    count = anchored = 0
    expected, head = 1, NO_HASH
    for event in events:
        hashes = waiting.pop(event.number, None)
        found.add(event.number, *_faults(event, expected, head, hashes))
        if hashes == {event.hash}:
            anchored = event.number
        count, expected, head = count + 1, event.number + 1, event.hash
    for number in sorted(waiting):
        found.add(number, f"an anchor names event {number}, which is not there")
    return ChainVerdict(count, head, anchored, tuple(found.breaks), found.wrong)


class _Found:
    """What is wrong so far; the list stays short however long the chain is."""

    def __init__(self) -> None:
        self.breaks: list[Break] = []
        self.wrong = 0

    def add(self, number: int, *says: str) -> None:
        self.wrong += len(says)
        room = MOST_BREAKS - len(self.breaks)
        self.breaks += [Break(number, each) for each in says[:room]]


def _faults(event: AuditEvent, expected: int, before: str, anchors: set[str] | None) -> Iterator[str]:
    """What is wrong with one event after the one before it."""
    if event.number != expected:
        yield f"event {event.number} stands where event {expected} belongs"
    if event.before != before:
        yield f"event {event.number} does not follow the event that stands before it"
    if fingerprint(event) != event.hash:
        yield f"event {event.number} is not what was written"
    if anchors is not None and anchors != {event.hash}:
        yield f"event {event.number} is not the one that was anchored"
