"""Collectors that no other collector waits for, some of them run by a second process."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from rung.assess.twin import Twin

MOST_BYTES = 64_000_000
"""Of evidence, packed. What has no room is collected here once more."""
_HERE, _THERE = 1, 2


Seen = TypeVar("Seen")


class OtherHalf(Generic[Seen]):
    """The second process takes them from the front, and this one from the back."""

    def __init__(self, kinds: Sequence[type], see: Callable[[type], Seen | None]) -> None:
        """`see` gives what one type comes to, or `None` where its collector failed. Raises as `Twin` does."""
        self._kinds = kinds
        self._numbers = {kind: number for number, kind in enumerate(kinds)}
        self._see = see
        self._twin = Twin(self._work, marks=len(kinds), room=MOST_BYTES)

    def take(self, kind: type) -> bool:
        """Whether this process is to collect that type; false where the other one has begun with it."""
        number = self._numbers.get(kind)
        if number is None:
            return True
        if self._twin.marked(number) == _THERE:
            return False
        self._twin.mark(number, _HERE)
        return True

    def done(self) -> bool:
        """Whether the other process has nothing left to do, and `finish` need not wait."""
        return self._twin.done()

    def finish(self) -> Iterator[tuple[type, Seen]]:
        """Wait for the other process, and give what it saw."""
        for number, packed in self._twin.finish():
            try:
                # Written a moment ago by a copy of this very process.
                value = pickle.loads(packed)  # noqa: S301
            except Exception:  # noqa: S112 - a plug-in's value may fail to come back in any way; it is then seen here
                continue
            yield self._kinds[number], value

    def stop(self) -> None:
        """Let it end after the collector that it is at; what it saw is lost."""
        self._twin.stop()

    def _work(self, twin: Twin) -> None:
        for number, kind in enumerate(self._kinds):
            if twin.marked(number) == _HERE or not twin.wanted():
                break
            twin.mark(number, _THERE)
            value = self._see(kind)
            packed = None if value is None else _packed(value)
            if packed is not None:
                twin.leave(number, packed)


def _packed(value: object) -> bytes | None:
    """The value as bytes; `None` for what cannot be handed over, which the first process then sees for itself."""
    try:
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError, UnicodeEncodeError):
        return None
