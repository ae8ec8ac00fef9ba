"""What `rung gate` measures: the head, and what it is compared with, all by one clock and one ladder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from rung.assess.gate.baseline import Baseline, read
from rung.assess.gate.history import SHALLOW_FIX, History, target_branch
from rung.assess.gate.judging import Before
from rung.domain import Assessment
from rung.errors import SourceError, UsageError
from rung.workspace import Workspace, moment


class Measuring:
    """Assesses the commits that a gate asks about; nothing is measured before it is asked for."""

    def __init__(
        self, address: Path, as_of: date | None, *, records: Sequence[Path] = (), online: bool = False
    ) -> None:
        """`as_of`: the day of the clock; now when not given. The records count for the head and for what was before."""
        self._records = records
        self._online = online
        self._address = address
        self._clock = moment(as_of)
        self._workspace = Workspace()

    @cached_property
    def head(self) -> Sequence[Assessment]:
        """The projects at `HEAD`."""
        return self._assess(None)

    @cached_property
    def _history(self) -> History | None:
        try:
            return History(self._address)
        except SourceError:
            return None

    @property
    def shallow_fix(self) -> str | None:
        """How to make a shallow clone whole; `None` when it is."""
        return SHALLOW_FIX if self._history and self._history.shallow else None

    def before(self, base: str | None, file: Path, *, from_ci: bool) -> Before | None:
        """The state before the change; `None` where nothing says what the change goes to.

        Parameters
        ----------
        base
            The revision that was typed.
        file
            The baseline file, to see whether the change lowers it.
        from_ci
            Whether to look for the target branch in the environment.

        Raises
        ------
        CannotMeasureError
            The state before is not in this copy.
        """
        target = base or (target_branch(os.environ) if from_ci else None)
        if target is None:
            return None
        history = self._history or History(self._address)
        change = history.change_from(target)
        return Before(
            assessments=self._at(change.base),
            baseline=_baseline(history.read(change.base, file), file),
            commits=change.commits,
            measure=self._at,
            title=history.title,
        )

    def _assess(self, commit: str | None) -> Sequence[Assessment]:
        return self._workspace.assess(
            self._address, at=commit, as_of=self._clock, records=self._records, online=self._online
        ).assessments

    def _at(self, commit: str) -> Sequence[Assessment]:
        """The projects at a commit; none where the folder did not exist yet or `rung.yaml` was broken."""
        try:
            return self._assess(commit)
        except (SourceError, UsageError):
            return ()


def _baseline(text: str | None, file: Path) -> Baseline | None:
    if text is None:
        return None
    try:
        return read(text, str(file))
    except UsageError:
        return None
