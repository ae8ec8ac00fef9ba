"""Measuring: which level a repository stands on, and how it came there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from rung.assess.clock import Clock
from rung.assess.code.ahead import reading_ahead
from rung.assess.collection import without_collection
from rung.assess.project_file import read_project_file
from rung.assess.records import Records
from rung.assess.records.workspace import has_workspace
from rung.assess.tree import Tree, open_tree
from rung.assess.tree.narrow import NarrowTree
from rung.assess.tree.site import root_above
from rung.assess.tree.templated import as_written
from rung.domain import Assessment
from rung.domain.assessment import Note
from rung.domain.survey import Survey
from rung.errors import ManifestError, RungError
from rung.project import Manifest

if TYPE_CHECKING:
    from rung.assess.ladder import Ladder
    from rung.assess.measuring import Measuring, Ruler
    from rung.assess.timeline import Timeline


class Workspace:
    """Everything Rung can do with a project. Making one reads nothing."""

    def __init__(self, ruler: Ruler | None = None) -> None:
        """`ruler`: what measures, in place of the one of this installation."""
        self._ruler = ruler

    def assess(
        self,
        address: str | os.PathLike[str] = ".",
        *,
        at: str | None = None,
        worktree: bool = False,
        as_of: date | datetime | None = None,
        whole: bool = False,
        records: Sequence[Path] = (),
        online: bool = False,
        below: str = "",
        folders: Sequence[str] | None = None,
        lenient: bool = False,
    ) -> Survey:
        """Measure the repository or folder at `address`; writes nothing and uses no network.

        Parameters
        ----------
        address
            A working copy, a folder inside one, a bare repository, or a folder without git.
        at
            Revision to read; `HEAD` when not given.
        worktree
            Read the files on disk in place of a commit.
        as_of
            The day whose end ages are counted from, or a moment (aware; UTC when naive). Now when not given.
        whole
            Judge the repository as one project, whatever it holds.
        records
            Files of records besides those that `rung.yaml` names.
        online
            Ask the servers that `rung.yaml` names.
        below
            A folder inside `address` to read alone, as it lies at the revision.
        folders
            What to judge as the projects, in place of what the repository shows; the empty string is its root.
        lenient
            Measure without a `rung.yaml` that does not fit its schema, and say so in a note.

        Raises
        ------
        SourceError
            There is nothing to read at that address or revision.
        ManifestError
            `rung.yaml` does not fit its schema.
        UsageError
            `at` and `worktree` are both given.
        """
        started = time.perf_counter()
        clock = Clock(moment(as_of))
        with without_collection(), ExitStack() as meanwhile:
            home = Path(address) / below
            root = as_written(open_tree(Path(address), at=at, worktree=worktree, below=below))
            part = root.prefix
            notes: tuple[Note, ...] = ()
            alone = whole or folders is not None or not part
            if alone:
                meanwhile.enter_context(reading_ahead(root))
            around = None if alone else self._around(home, part, clock, at, worktree, lenient)
            if around is not None:
                root, everything = around
            else:
                manifest, notes = _manifest(root, lenient)
                told = _records(home, root, manifest, clock, records, online)
                everything = self._measuring(root, manifest, clock, told)
            if folders is None:
                folders = ("",) if whole else everything.folders()
            if tuple(folders) != ("",):
                meanwhile.close()
            others = (*folders, *everything.apart())
            if around is not None:
                folders, home, around = (part,), root_above(home, part), None
            if tuple(folders) == ("",):
                assessments = [_noted(everything.assess(name_of(home, root)), notes)]
            else:
                # One at a time, so that only one project's evidence is held.
                del everything
                assessments = []
                for folder in folders:
                    tree = NarrowTree(root, folder, [other for other in others if other and other != folder])
                    own, notes = _manifest(tree, lenient)
                    told = _records(home / folder, tree, own, clock, records, online)
                    measuring = self._measuring(tree, own, clock, told)
                    assessments.append(_noted(measuring.assess(name_of(address, tree)), notes))
        return Survey(os.fspath(address), tuple(assessments), time.perf_counter() - started)

    def _around(
        self, address: Path, part: str, clock: Clock, at: str | None, worktree: bool, lenient: bool
    ) -> tuple[Tree, Measuring] | None:
        """The whole repository, when the folder is one of its projects; `None` where the folder is read alone.

        Judged by its path or by its name, a project is the same, with the CI and the files that it shares.
        """
        try:
            whole = as_written(open_tree(root_above(address, part), at=at, worktree=worktree))
            measuring = self._measuring(whole, _manifest(whole, lenient)[0], clock)
        except RungError:
            return None
        return (whole, measuring) if part in measuring.folders() else None

    def history(
        self,
        address: str | os.PathLike[str] = ".",
        *,
        since: date | None = None,
        every: str = "month",
        workers: int = 1,
        tell: Callable[[int, int], None] = lambda done, of: None,
    ) -> Timeline:
        """The level along the commits of the main line; results are kept in the user's cache folder.

        Parameters
        ----------
        address
            A working copy, a folder inside one, or a bare repository; judged as one project.
        since
            The first day; from the beginning when not given.
        every
            `commit`, `day`, `week`, `month`, `quarter` or `year`: the last commit of each is measured.
        workers
            How many processes may measure. More than one needs a main module that can be imported.
        tell
            Called with how many of how many commits are measured.

        Raises
        ------
        SourceError
            There is no repository or no history at that address.
        """
        from rung.assess.timeline.looking import look_back  # noqa: PLC0415

        return look_back(Path(address), since=since, every=every, workers=workers, tell=tell)

    @property
    def ladder(self) -> Ladder:
        """Every practice, with its documentation."""
        return self.ruler.ladder

    @cached_property
    def ruler(self) -> Ruler:
        """The ladder and what judges it; found by a walk of the plug-ins on first use."""
        from rung.assess.measuring import load_ruler  # noqa: PLC0415

        return self._ruler or load_ruler()

    def _measuring(self, tree: Tree, manifest: Manifest, clock: Clock, records: Records | None = None) -> Measuring:
        # Loaded when another process reads already.
        from rung.assess.measuring import Measuring  # noqa: PLC0415

        return Measuring(self.ruler, tree, manifest, clock, records)


def moment(as_of: date | datetime | None) -> datetime:
    """The moment that ages are counted from: now, the end of a day, or the moment given; always aware."""
    if as_of is None:
        return datetime.now(UTC)
    if not isinstance(as_of, datetime):
        return datetime.combine(as_of, time_of_day.max, UTC)
    return as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)


def _manifest(tree: Tree, lenient: bool) -> tuple[Manifest, tuple[Note, ...]]:
    """The tree's `rung.yaml`; where one that does not fit is borne, none and a note."""
    try:
        return read_project_file(tree), ()
    except ManifestError as error:
        if not lenient:
            raise
        return Manifest.empty(), (Note("manifest", f"{error.where}: {error.what}" if error.where else error.what),)


def _noted(assessment: Assessment, notes: tuple[Note, ...]) -> Assessment:
    return replace(assessment, notes=(*notes, *assessment.notes)) if notes else assessment


def _records(
    folder: str | os.PathLike[str],
    tree: Tree,
    manifest: Manifest,
    clock: Clock,
    files: Sequence[Path],
    online: bool,
) -> Records:
    """What was written down about the project; nothing is imported or read where nothing is named or there."""
    if not manifest.records and not files and not has_workspace(folder, manifest):
        return Records(clock.now)
    from rung.assess.records.sources import read_records  # noqa: PLC0415

    return read_records(tree, manifest, Path(folder), clock.now, files=files, online=online)


def name_of(address: str | os.PathLike[str], tree: Tree) -> str:
    """What to call a project that does not name itself: its folder, its remote's name, or where it lies."""
    if tree.home or tree.prefix:
        return (tree.home or tree.prefix).rpartition("/")[2]
    if tree.remote:
        return tree.remote.rpartition("/")[2]
    return Path(address).resolve().name.removesuffix(".git") or "project"
