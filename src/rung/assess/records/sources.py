"""Which sources a project has, and everything they hold."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from rung.assess.records.base import Reading, Seen, Source, Whose
from rung.assess.records.book import Records
from rung.assess.records.jsonl import JsonLines
from rung.assess.records.mlflow import is_database, is_server, local_path, mlflow_source
from rung.assess.records.prometheus import PrometheusExport
from rung.assess.records.workspace import has_workspace
from rung.assess.tree.base import Tree
from rung.errors import SourceError
from rung.project import Manifest
from rung.project.manifest import Record as Named

_VARIABLE = re.compile(r"\$\{env:(?P<name>\w+)\}")
MOST_FILES = 500
OUTSIDE = "lies outside of the repository and was not read; with --online it is"


def read_records(
    tree: Tree, manifest: Manifest, root: Path, now: datetime, *, files: Sequence[Path] = (), online: bool = False
) -> Records:
    """What the sources of `rung.yaml` and the files named beside it hold of this project.

    Parameters
    ----------
    root
        Folder that relative paths of `rung.yaml` are seen from.
    files
        Files of records that the person who measures names.
    online
        Whether servers that `rung.yaml` names may be asked: judging a stranger's repository must not call anybody.

    Raises
    ------
    SourceError
        A file that was named is not there.
    """
    for path in files:
        if not path.exists():
            fix = "give a file of records, or an MLflow database or mlruns folder"
            raise SourceError("there are no such records", where=os.fspath(path), fix=fix)
    found = [
        *_named(manifest.records, root, online),
        *(file_source(path, os.fspath(path)) for path in files),
        *_own(tree, manifest, root, online),
    ]
    if not found:
        return Records(now)
    whose = _whose(tree, manifest)
    return Records.of_readings((each if isinstance(each, Reading) else each.read(whose, now) for each in found), now)


def file_source(path: Path, name: str) -> Source:
    """The source for a file by what it holds: a store of MLflow, an export of Prometheus, or else lines."""
    if path.is_dir() or is_database(path):
        return mlflow_source(os.fspath(path.absolute()), path.parent)
    return PrometheusExport(path, name) if PrometheusExport.fits(path) else JsonLines(path, name)


def _named(records: Iterable[Named], root: Path, online: bool) -> Iterator[Source | Reading]:
    for each in records:
        written = each.mlflow or each.jsonl or ""
        address, unset = _filled(written)
        # A stranger's `rung.yaml` must not have files of this machine read; a variable is set by whoever measures.
        alone = not online and not _VARIABLE.search(written)
        if unset:
            yield _unread(written, f"the variable {unset} is not set")
        elif each.mlflow is None:
            yield from _files(address, root, alone)
        elif is_server(address):
            if online:
                yield mlflow_source(address, root, each.experiment)
            else:
                yield _unread(f"MLflow server {address}", "was not asked; with --online it is")
        elif alone and _leads_out(root / local_path(address), root):
            yield _unread(address, OUTSIDE)
        else:
            yield mlflow_source(address, root, each.experiment)


def _own(tree: Tree, manifest: Manifest, root: Path, online: bool) -> Iterator[Source | Reading]:
    """The workspace of the project, which nobody has to name."""
    if not has_workspace(root, manifest):
        return
    from rung.assess.records.own import own_source  # noqa: PLC0415 - most repositories have none

    given = manifest.sections.get("workspace")
    written = given if isinstance(given, str) else None
    filled, unset = _filled(written or "")
    if unset:
        yield _unread(f"workspace {written}", f"the variable {unset} is not set")
        return
    alone = not online and not _VARIABLE.search(written or "")
    source = own_source(tree, manifest, root, filled or None, online=online, alone=alone)
    if source is not None:
        yield source


def _leads_out(path: Path, root: Path) -> bool:
    """Whether a path ends outside of the folder, its links followed."""
    try:
        return not path.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):
        return True


def _files(pattern: str, root: Path, alone: bool) -> Iterator[Source | Reading]:
    """The files of a pattern, at most `MOST_FILES`; `alone`: only those that lie in the folder."""
    if alone and _leads_out(root / pattern, root):
        yield _unread(pattern, OUTSIDE)
        return
    absolute = Path(pattern).is_absolute()
    base = Path(Path(pattern).anchor) if absolute else root
    try:
        found = sorted(base.glob(str(Path(pattern).relative_to(base)) if absolute else pattern))[:MOST_FILES]
    except (ValueError, OSError, NotImplementedError) as error:
        yield _unread(pattern, f"is no pattern of files: {error}")
        return
    if not found:
        yield _unread(pattern, "no such file")
    for path in found:
        name = os.path.relpath(path, root) if not absolute else os.fspath(path)
        # A pattern may stay inside and match a link that does not.
        yield _unread(name, OUTSIDE) if alone and _leads_out(path, root) else file_source(path, name)


def _filled(text: str) -> tuple[str, str]:
    """The text with its variables filled in, and the name of one that is not set."""
    unset = [match["name"] for match in _VARIABLE.finditer(text) if match["name"] not in os.environ]
    return _VARIABLE.sub(lambda match: os.environ.get(match["name"], ""), text), unset[0] if unset else ""


def _unread(source: str, why: str) -> Reading:
    return Reading(Seen(source, problems=(why,)))


def _whose(tree: Tree, manifest: Manifest) -> Whose:
    history = tree.history()
    commits = frozenset(each.id for each in history.commits) if history else frozenset()
    return Whose(manifest.project or "", tree.remote, commits)
