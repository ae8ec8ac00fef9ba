"""The state before a change: which revision that is, and which projects of it are compared with which of now."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rung.assess.gate.baseline import Baseline, read
from rung.assess.gate.before import Before, Pair, folder_of
from rung.assess.gate.history import Change, History, target_branch
from rung.assess.gate.movements import hold
from rung.cli.gate_change import Measuring
from rung.domain import Assessment
from rung.errors import RungError, SourceError, UsageError


def state_before(measuring: Measuring, base: str | None, file: Path) -> Before | None:
    """The state before the change; `None` where nothing says what the change goes to.

    Parameters
    ----------
    measuring
        Measures the head and every other commit.
    base
        The revision that was typed; else the branch that the CI service names.
    file
        The baseline file, to see whether the change lowers it.

    Raises
    ------
    CannotMeasureError
        The state before is not in this copy.
    """
    target = base or target_branch(os.environ)
    if target is None:
        return None
    history = measuring.history or History(measuring.address)
    if measuring.head[0].commit is None:
        what = "no commit holds this folder, so a change of it cannot be judged"
        raise SourceError(what, where=str(measuring.address), fix="git add it, and commit")
    change = history.change_from(target)
    return _Comparing(measuring, history, change).before(file, target, from_ci=base is None)


class _Comparing:
    """One change being looked at."""

    def __init__(self, measuring: Measuring, history: History, change: Change) -> None:
        self._measuring = measuring
        self._history = history
        self._change = change
        self._movements = history.movements(change.base, change.head)
        self._root = history.inside
        """The folder that is measured: the one that was asked for, or the whole repository around it."""
        self._borders: Sequence[str] = ()
        """The projects of before, in the folders where they are now."""

    def before(self, file: Path, target: str, *, from_ci: bool) -> Before:
        """Everything the gate asks about the state before."""
        earlier = self._earlier()
        now = {folder_of(each) for each in self._measuring.head}
        held = hold(map(folder_of, earlier), now, self._movements)
        self._borders = [each for each in held.folders if _within(each, self._root)]
        split = bool(self._borders) and set(self._borders) != now
        # Judged alone or among its neighbours, a folder may differ: both ends are judged in the same way.
        alike = not split and self._measuring.head[0].prefix == self._root
        head = self._measuring.head if alike or not self._borders else self._at(self._change.head, self._borders)
        judged = {folder_of(each): each for each in head}
        places = [(each, held.found.get(folder_of(each), "")) for each in self._asked_for(earlier)]
        text = self._history.read(self._change.base, file)
        return Before(
            base=self._change.base,
            pairs=tuple(Pair(judged[place], each) for each, place in places if place in judged),
            removed=tuple(each for each, place in places if place not in judged),
            split=split and self._root == self._history.inside,
            baseline=_baseline(text, file),
            baseline_removed=text is not None and not file.exists(),
            commits=self._change.commits,
            measure=self._on_the_way,
            title=self._history.title,
            target=target,
            from_ci=from_ci,
        )

    def _earlier(self) -> Sequence[Assessment]:
        """The projects at the base, wherever the folder that is measured lay then; none where it did not exist."""
        source = self._movements.source(self._history.inside)
        if source is None:
            return ()
        found = self._measuring.at(self._change.base, below=source)
        if found[0].prefix == source:
            return found
        # It was one project among others: what it shares with them counts, so they are looked for as well.
        self._root = ""
        return self._measuring.at(self._change.base, below="")

    def _asked_for(self, earlier: Sequence[Assessment]) -> Sequence[Assessment]:
        source = self._movements.source(self._history.inside) or ""
        return [each for each in earlier if _within(folder_of(each), source)]

    def _at(self, commit: str, folders: Sequence[str]) -> Sequence[Assessment]:
        inside = [each[len(self._root) :].strip("/") for each in folders]
        return self._measuring.at(commit, below=self._root, folders=inside)

    def _on_the_way(self, commit: str) -> Sequence[Assessment]:
        """The projects at a commit of the change, as far as they are there; none where it cannot be read."""
        try:
            there = [each for each in self._borders if self._history.holds(commit, each)]
            return self._at(commit, there) if there else ()
        except RungError:
            return ()


def _within(folder: str, root: str) -> bool:
    return not root or folder == root or folder.startswith(f"{root}/")


def _baseline(text: str | None, file: Path) -> Baseline | None:
    if text is None:
        return None
    try:
        return read(text, str(file))
    except UsageError:
        return None
