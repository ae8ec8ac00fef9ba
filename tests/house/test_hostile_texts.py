"""No pattern of the package takes more than its time on a text that was made to hold it up.

Growth is measured, not time: a text four times as long may take some four times as long. Sixteen times is a pattern that a
file of 500 kB keeps busy for minutes. Processor time of the thread is taken, so that a busy machine changes nothing.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from house.hostile import attacks
from house.patterns import ANCHORED, Found, every_pattern

OFTEN, LONG = 6_000, 24_000
"""How often a thing stands in a text, and how many characters that may be, to begin with: enough to find out."""
MOST = 0.000_02
"""Seconds for each character that even a linear pattern may take: ten for a file of 500 kB."""
GROWTH = 8
"""Times as long for a text four times as long; 4 is linear, 16 is quadratic."""
LONGEST = 5
"""Seconds of the processor until a pattern is stopped."""


@contextmanager
def stopped() -> Iterator[None]:
    """Raises `TimeoutError` in what takes too long; where there are no alarms, nothing does."""

    def ring(*_: object) -> None:
        raise TimeoutError

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def takes(ask: Callable[[Any], object], text: str | bytes, times: int = 1) -> float:
    """Seconds of the processor; the shortest of some times."""
    shortest = float("inf")
    for _ in range(times):
        started = time.thread_time()
        ask(text)
        shortest = min(shortest, time.thread_time() - started)
    return shortest


@cache
def quick() -> float:
    """Seconds for each character below which nobody looks closer: a quarter of what the simplest square takes here."""
    square = re.compile("a*b")
    return takes(lambda text: list(square.finditer(text)), "a" * OFTEN, 5) / OFTEN / 4


def is_slow(ask: Callable[[Any], object], before: Any, unit: Any) -> bool:
    """Whether it takes ever longer: at two sizes, as a repeat of at most some hundred letters is linear in the end."""
    often = min(OFTEN, LONG // len(unit))
    limit = quick() * (len(before) + often * len(unit))
    if takes(ask, before + unit * (often // 10)) < limit and takes(ask, before + unit * often) < limit:
        return False
    if takes(ask, before + unit * (often // 10), 2) > 100 * limit or takes(ask, before + unit * often, 2) > 100 * limit:
        return True
    for _ in range(2):
        text = before + unit * (4 * often)
        longer = takes(ask, text)
        if longer > MOST * len(text):
            return True
        if longer <= GROWTH * takes(ask, before + unit * often, 2):
            return False
        often *= 4
    return True


def held_up(found: Found) -> str:
    """The text that holds the pattern up; empty when none does."""
    pattern = re.compile(found.text, found.flags)
    ways: list[Callable[[Any], object]] = []
    if found.asked - ANCHORED - {"search"}:
        ways.append(lambda text: list(pattern.finditer(text)))
    elif "search" in found.asked:
        ways.append(pattern.search)
    ways += [getattr(pattern, each) for each in sorted(found.asked & ANCHORED)]
    for before, unit in attacks(found.text, found.flags):
        texts = (before, unit) if isinstance(found.text, str) else (before.encode(), unit.encode())
        for ask in ways:
            try:
                with stopped():
                    # A busy machine can make one measurement look like growth, and hardly three.
                    slow = all(is_slow(ask, *texts) for _ in range(3))
            except TimeoutError:
                slow = True
            if slow:
                return f"{before!r} and then {unit!r} again and again"
    return ""


@pytest.mark.parametrize("part", range(8))
def test_no_text_holds_a_pattern_up(part: int) -> None:
    slow = []
    for found in every_pattern()[part::8]:
        if text := held_up(found):
            slow.append(f"{', '.join(sorted(found.where))}: {found.text!r} takes the square of its time on {text}")
    assert not slow, "\n".join(slow)


def test_all_are_looked_at() -> None:
    assert len(every_pattern()) > 800


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [(r"a*b", True), (r"(a+)+b", True), (r"^\s*x", False), (r"a{0,80}b", False), (r"\ba+\b", False)],
)
def test_the_test_sees_what_is_slow(pattern: str, slow: bool) -> None:
    assert bool(held_up(Found(pattern, 0, asked={"search"}))) is slow
