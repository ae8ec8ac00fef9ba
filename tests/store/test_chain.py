"""Whatever is done to a chain is found: by itself, or against an anchor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rung.domain.event import Actor, AuditEvent
from rung.store.chain import MOST_BREAKS, NO_HASH, Anchor, Break, canonical, fingerprint, link, verify
from store.values import NOON, digest, later

LENGTH = 12
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
Chain = list[AuditEvent]


def chained(length: int = LENGTH) -> Chain:
    events: Chain = []
    for number in range(1, length + 1):
        before = events[-1].hash if events else NO_HASH
        data = {"share": number / 7, "rows": number, "ok": True, "why": None, "by": {"column": ["a", "b"]}}
        events.append(link(number, later(number), Actor("ann"), "run.finished", f"run:{number}", data, before))
    return events


CHAIN = chained()
END = Anchor(LENGTH, CHAIN[-1].hash)


def rechained(events: Chain, start: int) -> Chain:
    """Numbers and hashes made to fit again from one place on, as an attacker would."""
    made = list(events[:start])
    for event in events[start:]:
        before = made[-1].hash if made else NO_HASH
        made.append(link(len(made) + 1, event.at, event.actor, event.kind, event.subject, event.data, before))
    return made


NEW_VALUES = {
    "number": st.integers(-3, 2**40),
    "at": st.datetimes(datetime(2, 1, 1), timezones=st.just(timezone(timedelta(hours=2)))),
    "actor": st.builds(Actor, st.text(max_size=5), st.sampled_from(["local", "token"])),
    "kind": st.text(max_size=12),
    "subject": st.text(max_size=12),
    "data": st.dictionaries(st.text(max_size=5), JSON, max_size=4),
    "before": st.sampled_from([NO_HASH, "", *(each.hash for each in CHAIN)]),
    "hash": st.sampled_from([NO_HASH, "", *(each.hash for each in CHAIN)]),
}


@st.composite
def edits(draw: st.DrawFn) -> Chain:
    place = draw(st.integers(0, LENGTH - 1))
    name = draw(st.sampled_from(sorted(NEW_VALUES)))
    old = getattr(CHAIN[place], name)
    value = draw(NEW_VALUES[name].filter(lambda each: canonical(each) != canonical(old)))
    event = msgspec.structs.replace(CHAIN[place], **{name: value})
    if name not in ("hash", "number") and draw(st.booleans()):
        event = msgspec.structs.replace(event, hash=fingerprint(event))  # who edits knows how to hash
    return [*CHAIN[:place], event, *CHAIN[place + 1 :]]


@st.composite
def deletions(draw: st.DrawFn) -> Chain:
    start = draw(st.integers(0, LENGTH - 1))
    return CHAIN[:start] + CHAIN[draw(st.integers(start + 1, LENGTH)) :]


@st.composite
def insertions(draw: st.DrawFn) -> Chain:
    place = draw(st.integers(0, LENGTH))
    before = CHAIN[place - 1].hash if place else NO_HASH
    number = draw(st.integers(1, LENGTH))  # one more at the end, with the right number, is how a chain grows
    new = link(number, NOON, Actor("eve"), "run.finished", "run:x", draw(NEW_VALUES["data"]), before)
    return [*CHAIN[:place], draw(st.sampled_from([new, *CHAIN])), *CHAIN[place:]]


@st.composite
def swaps(draw: st.DrawFn) -> Chain:
    first, second = draw(st.lists(st.integers(0, LENGTH - 1), min_size=2, max_size=2, unique=True))
    events = list(CHAIN)
    events[first], events[second] = events[second], events[first]
    return events


@st.composite
def truncations(draw: st.DrawFn) -> Chain:
    return CHAIN[: draw(st.integers(0, LENGTH - 1))]


@st.composite
def rechainings(draw: st.DrawFn) -> Chain:
    """One of the others, and everything made to fit again."""
    events = draw(edits() | deletions() | insertions() | swaps())
    return rechained(events, draw(st.integers(0, max(0, len(events) - 1))))


def tampered(events: Chain) -> bool:
    """One more event at the end that fits is how a chain grows."""
    return events[:LENGTH] != CHAIN


@settings(max_examples=1000)
@given(edits() | deletions() | insertions() | swaps() | truncations() | rechainings().filter(tampered))
def test_every_tampering_is_found(events: Chain) -> None:
    verdict = verify(iter(events), [END])
    assert not verdict.intact
    assert verdict.wrong >= len(verdict.breaks) > 0


@settings(max_examples=300)
@given(edits() | deletions().filter(lambda each: each != CHAIN[: len(each)]) | swaps())
def test_edits_deletions_and_swaps_are_found_without_an_anchor(events: Chain) -> None:
    if events[:-1] == CHAIN[:-1] and events[-1].hash == fingerprint(events[-1]):
        return  # the last event written anew: nothing behind it vouches for it
    assert not verify(events).intact


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_what_is_written_can_be_read_and_hashed_again(data: dict[str, Any]) -> None:
    event = link(1, NOON, Actor("ann"), "kind", "subject", data, NO_HASH)
    again = msgspec.json.decode(canonical(event.data))
    assert canonical(again) == canonical(event.data)
    assert fingerprint(msgspec.structs.replace(event, data=again)) == event.hash


def test_an_untouched_chain_is_intact() -> None:
    verdict = verify(iter(CHAIN), [Anchor(3, CHAIN[2].hash), END, Anchor(3, CHAIN[2].hash)])
    assert verdict.intact
    assert (verdict.events, verdict.head, verdict.anchored) == (LENGTH, CHAIN[-1].hash, LENGTH)
    assert verify(CHAIN, [Anchor(3, CHAIN[2].hash)]).anchored == 3


SAYS: dict[str, tuple[Callable[[], Chain], list[Break]]] = {
    "edited": (
        lambda: [*CHAIN[:3], msgspec.structs.replace(CHAIN[3], subject="run:99"), *CHAIN[4:]],
        [Break(4, "event 4 is not what was written")],
    ),
    "deleted": (
        lambda: [*CHAIN[:3], *CHAIN[4:]],
        [
            Break(5, "event 5 stands where event 4 belongs"),
            Break(5, "event 5 does not follow the event that stands before it"),
        ],
    ),
    "cut": (lambda: CHAIN[:-2], [Break(LENGTH, "an anchor names event 12, which is not there")]),
    "written anew": (
        lambda: rechained([*CHAIN[:3], msgspec.structs.replace(CHAIN[3], subject="run:99"), *CHAIN[4:]], 3),
        [Break(LENGTH, "event 12 is not the one that was anchored")],
    ),
}


@pytest.mark.parametrize(("made", "says"), SAYS.values(), ids=SAYS)
def test_says_what_is_wrong(made: Callable[[], Chain], says: list[Break]) -> None:
    assert list(verify(made(), [END]).breaks) == says


def test_the_list_stays_short_and_the_count_is_true() -> None:
    events = [msgspec.structs.replace(each, subject="x", before="") for each in CHAIN]
    verdict = verify(events)
    assert len(verdict.breaks) == MOST_BREAKS
    assert verdict.wrong == 2 * LENGTH


def test_two_anchors_that_contradict_each_other_are_wrong() -> None:
    assert verify(CHAIN, [END, Anchor(LENGTH, digest("x"))]).wrong == 1


def test_the_same_moment_in_another_zone_is_no_edit() -> None:
    east = timezone(timedelta(hours=5))
    assert verify([msgspec.structs.replace(each, at=each.at.astimezone(east)) for each in CHAIN], [END]).intact


def test_a_time_outside_the_calendar_is_an_edit() -> None:
    edge = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert not verify([msgspec.structs.replace(CHAIN[0], at=edge), *CHAIN[1:]]).intact
