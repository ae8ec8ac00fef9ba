"""Measures commits in several processes, each with what was read before at hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from rung.assess.parse.shelf import Shelf
from rung.assess.processes import held_back, pool
from rung.assess.timeline.base import Point
from rung.assess.timeline.choosing import Dated
from rung.assess.timeline.keeping import Kept

OneCommit = Callable[[Dated, Shelf], Point]
"""Assesses one commit; must be picklable."""
Progress = Callable[[int, int], None]
"""Told how many of how many are done."""

FEWEST = 4
"""Commits; for fewer a second process costs more than it saves."""


class Crew:
    """Everything that measures the commits of one repository."""

    def __init__(self, one: OneCommit, kept: Kept, key: Callable[[Dated], str], workers: int, tell: Progress) -> None:
        """`key` names a result in what is kept; `workers` is how many processes may run."""
        self._one = one
        self._kept = kept
        self._key = key
        self._workers = workers
        self._tell = tell
        self._shelf = Shelf(kept.modules)
        self.added = False
        """Something was measured that was not kept."""

    def measure(self, commits: Sequence[Dated]) -> list[Point]:
        """One point for each commit, in order; what is kept is not measured again."""
        missing = [each for each in commits if self._key(each) not in self._kept.points]
        for done, (commit, point) in enumerate(self._all(missing), start=1):
            self._kept.points[self._key(commit)] = point
            self.added = True
            self._tell(done, len(missing))
        return [self._kept.points[self._key(each)] for each in commits]

    def _all(self, commits: Sequence[Dated]) -> Iterator[tuple[Dated, Point]]:
        workers = min(self._workers, len(commits) // 2)
        if workers < 2 or len(commits) < FEWEST:
            for each in commits:
                yield each, self._one(each, self._shelf)
            return
        # Neighbours share most of their files, so each process takes a run of them.
        runs = [commits[number::workers] for number in range(workers)]
        with pool(workers) as crew:
            with held_back():
                futures = [crew.submit(_run, self._one, each, self._shelf.known) for each in runs]
            for future in futures:
                found, modules = future.result()
                self._shelf.take(modules)
                yield from found


def _run(
    one: OneCommit, commits: Sequence[Dated], known: dict[str, bytes]
) -> tuple[list[tuple[Dated, Point]], dict[str, bytes]]:
    """What a worker does."""
    shelf = Shelf(known)
    return [(each, one(each, shelf)) for each in commits], shelf.added


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
