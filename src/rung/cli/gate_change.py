"""What `rung gate` measures: the head, and what it is compared with, all by one clock and one ladder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from rung.assess.gate.history import SHALLOW_FIX, History
from rung.domain import Assessment
from rung.errors import SourceError
from rung.workspace import Workspace, moment


class Measuring:
    """Assesses the commits that a gate asks about; nothing is measured before it is asked for."""

    def __init__(
        self, address: Path, as_of: date | None, *, records: Sequence[Path] = (), online: bool = False
    ) -> None:
        """`as_of`: the day of the clock; now when not given. The records count for the head and for what was before."""
        self.address = address
        self._records = records
        self._online = online
        self._clock = moment(as_of)
        self._workspace = Workspace()

    @cached_property
    def head(self) -> Sequence[Assessment]:
        """The projects at `HEAD`."""
        return self._workspace.assess(
            self.address, as_of=self._clock, records=self._records, online=self._online
        ).assessments

    @cached_property
    def history(self) -> History | None:
        """The git history; `None` without one."""
        try:
            return History(self.address)
        except SourceError:
            return None

    @property
    def shallow_fix(self) -> str | None:
        """How to make a shallow clone whole; `None` when it is."""
        return SHALLOW_FIX if self.history and self.history.shallow else None

    def at(self, commit: str, *, below: str, folders: Sequence[str] | None = None) -> Sequence[Assessment]:
        """The projects at a commit, or these folders as projects; a broken `rung.yaml` is left out with a note.

        `below` is the folder of the repository that is measured; it need not be there today.

        Raises
        ------
        CannotMeasureError
            The commit or the folder cannot be read.
        """
        history = self.history or History(self.address)
        return self._workspace.assess(
            history.root,
            at=commit,
            below=below,
            folders=folders,
            as_of=self._clock,
            records=self._records,
            online=self._online,
            lenient=True,
        ).assessments
