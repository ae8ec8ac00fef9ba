"""Which records belong to one run: those that one start of the training leads to."""

from __future__ import annotations

from collections.abc import Iterable

from rung.assess.code import Reach
from rung.assess.code.reach import Node
from rung.assess.parse.python import MAIN
from rung.assess.tracking.base import Log


class Programs:
    """What is started together. Files that one graph, job or script runs in turn are one program."""

    def __init__(self, reach: Reach, chains: Iterable[Iterable[str]]) -> None:
        """`chains`: the files of each graph, job or script."""
        self._reach = reach
        self._joined: dict[str, str] = {}
        for chain in chains:
            first, *others = dict.fromkeys(chain)
            for other in others:
                self._joined[self._head(other)] = self._head(first)

    def of(self, node: Node) -> frozenset[str]:
        """The programs that run a function, each by the path of one of its files."""
        above = self._reach.upstream(node)
        starts = {path for path, scope in above if scope in ("", MAIN) or not self._reach.callers.get((path, scope))}
        return frozenset(map(self._head, starts or {path for path, _ in above}))

    def _head(self, path: str) -> str:
        while path in self._joined and self._joined[path] != path:
            path = self._joined[path]
        return path


def runs_of(logs: Iterable[Log], wired: Iterable[Log], programs: Programs, trains: set[str]) -> list[tuple[Log, ...]]:
    """The logs of each program that trains; `wired` are recorded whatever is started.

    Parameters
    ----------
    logs
        Calls in code.
    wired
        What configuration and platforms record of every run.
    programs
        Who runs what.
    trains
        The programs that train; empty when nothing here does, and every program may be one that does.
    """
    found: dict[str, list[Log]] = {}
    for log in logs:
        for program in sorted(programs.of((log.place.path, log.scope))):
            if not trains or program in trains:
                found.setdefault(program, []).append(log)
    always = tuple(wired)
    groups = [(*always, *each) for each in found.values()]
    return groups or ([always] if always else [])
