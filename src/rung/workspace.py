"""The façade, and the only wiring: what the command line calls and Python users import.

from rung.workspace import Workspace
survey = Workspace().assess("path/to/repository")
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from functools import cached_property
from pathlib import Path

from rung.assess.clock import Clock
from rung.assess.ladder import Ladder
from rung.assess.measuring import Measuring, Ruler, load_ruler
from rung.assess.records import Records
from rung.assess.tree import Tree, open_tree
from rung.assess.tree.narrow import NarrowTree
from rung.domain.survey import Survey
from rung.project import Manifest
from rung.project.manifest import MANIFEST_NAME


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
        with _without_collection():
            root = open_tree(Path(address), at=at, worktree=worktree)
            manifest = read_project_file(root)
            told = _records(address, root, manifest, clock, records, online)
            everything = Measuring(self.ruler, root, manifest, clock, told)
            folders = ("",) if whole else everything.folders()
            if folders == ("",):
                assessments = [everything.assess(name_of(address, root))]
            else:
                # One at a time, so that only one project's evidence is held.
                del everything
                assessments = []
                for folder in folders:
                    tree = NarrowTree(root, folder, [other for other in folders if other and other != folder])
                    own = read_project_file(tree)
                    told = _records(Path(address) / folder, tree, own, clock, records, online)
                    measuring = Measuring(self.ruler, tree, own, clock, told)
                    assessments.append(measuring.assess(name_of(address, tree)))
        return Survey(os.fspath(address), tuple(assessments), time.perf_counter() - started)

    @property
    def ladder(self) -> Ladder:
        """Every practice, with its documentation."""
        return self.ruler.ladder

    @cached_property
    def ruler(self) -> Ruler:
        """The ladder and what judges it; found by a walk of the plug-ins on first use."""
        return self._ruler or load_ruler()


def moment(as_of: date | datetime | None) -> datetime:
    """The moment that ages are counted from: now, the end of a day, or the moment given; always aware."""
    if as_of is None:
        return datetime.now(UTC)
    if not isinstance(as_of, datetime):
        return datetime.combine(as_of, time_of_day.max, UTC)
    return as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)


def read_project_file(tree: Tree) -> Manifest:
    """The tree's `rung.yaml`, or the empty manifest.

    Raises
    ------
    ManifestError
        It does not fit its schema.
    """
    path = f"{tree.home}/{MANIFEST_NAME}" if tree.home else MANIFEST_NAME
    text = tree.text(path) if path in tree.entries else None
    if text is None:
        return Manifest.empty()
    # msgspec and YAML cost 70 ms, which a repository without the file should not pay.
    from rung.project.reading import read_manifest  # noqa: PLC0415

    return read_manifest(text)


def _records(
    folder: str | os.PathLike[str],
    tree: Tree,
    manifest: Manifest,
    clock: Clock,
    files: Sequence[Path],
    online: bool,
) -> Records:
    """What other systems wrote down about the project; nothing is imported or read where nothing is named."""
    if not manifest.records and not files:
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


@contextmanager
def _without_collection() -> Iterator[None]:
    """Cyclic garbage collection off: an assessment makes millions of small values and hardly any cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
