"""A second process that reads modules from the other end of the list: parsing is most of the work in large trees.

The two meet in the middle. What the second one cannot read, or has not finished when it dies, is left to the first,
so that the answer is the same with and without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rung.assess.parse.python_facts import Module
from rung.assess.parse.wire import pack, unpack
from rung.assess.twin import Twin

Read = Callable[[str], Module | None]

WORTH_IT = 300_000
"""Bytes of source below which a second process costs more than it saves."""
_ROOM = 4
"""Bytes of shared memory for each byte of source."""
_SPARE = 1_000_000
_FIRST, _SECOND = 1, 2


class Second:
    """The second reader, from its start until it is told to stop."""

    def __init__(self, paths: Sequence[str], read: Read, source_bytes: int) -> None:
        """Start it; `read` is called in both processes and must not write anything. Raises as `Twin` does."""
        self._paths = paths
        self._read = read
        self._twin = Twin(self._work, marks=len(paths), room=_ROOM * source_bytes + _SPARE)

    def take(self, number: int) -> bool:
        """Whether the first reader may have the path of that number; false where the other has come that far."""
        if self._twin.marked(number) == _SECOND:
            return False
        self._twin.mark(number, _FIRST)
        return True

    def stop(self) -> None:
        """Let it end after the path that it is at."""
        self._twin.stop()

    def finish(self) -> Iterator[tuple[str, Module]]:
        """Wait for it, and give what it read."""
        for number, packed in self._twin.finish():
            yield self._paths[number], unpack(packed)

    def _work(self, twin: Twin) -> None:
        for number in reversed(range(len(self._paths))):
            if twin.marked(number) == _FIRST or not twin.wanted():
                break
            twin.mark(number, _SECOND)
            module = self._read(self._paths[number])
            packed = pack(module) if module else None
            if packed is not None and not twin.leave(number, packed):
                break
