"""The file store of MLflow (`mlruns/`): small YAML files, and one file for each parameter, metric and tag."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from rung.assess.records.mlflow.base import MOST_RUNS, Store, StoreError, TrackedRun, TrackedVersion
from rung.assess.regular import read_regular

STATUS = {"1": "RUNNING", "2": "SCHEDULED", "3": "FINISHED", "4": "FAILED", "5": "KILLED"}
LARGEST = 1_000_000
"""Bytes of one file."""


class Folder(Store):
    """One `mlruns` folder."""

    def __init__(self, root: Path) -> None:
        """Nothing is read yet."""
        self._root = root

    def runs(self) -> list[TrackedRun]:
        """As `Store.runs` says."""
        if not self._root.is_dir():
            raise StoreError("is not there")
        found = []
        for experiment in _folders(self._root):
            about = _meta(experiment)
            if about.get("lifecycle_stage") == "active":
                name = str(about.get("name", experiment.name))
                found += [run for each in _folders(experiment) if (run := _run(each, name))]
        return sorted(found, key=lambda each: -each.start)[:MOST_RUNS]

    def versions(self) -> list[TrackedVersion]:
        """As `Store.versions` says."""
        return [
            _version(folder, model.name)
            for model in _folders(self._root / "models")
            for folder in _folders(model)
            if folder.name.startswith("version-")
        ]


def _run(folder: Path, experiment: str) -> TrackedRun | None:
    about = _meta(folder)
    start = about.get("start_time")
    if about.get("lifecycle_stage") != "active" or not isinstance(start, int):
        return None
    end = about.get("end_time")
    return TrackedRun(
        id=folder.name,
        experiment=experiment,
        status=STATUS.get(str(about.get("status")), str(about.get("status"))),
        start=start,
        end=end if isinstance(end, int) else None,
        tags=dict(_values(folder / "tags")),
        params=dict(_values(folder / "params")),
        metrics={name: value for name, text in _values(folder / "metrics") if (value := _newest(text)) is not None},
        data=tuple(_digest(each) for each in _folders(folder.parent / "datasets") if _used(folder, each.name)),
    )


def _used(run: Path, dataset: str) -> bool:
    return any(_meta(each).get("source_id") == dataset for each in _folders(run / "inputs"))


def _digest(dataset: Path) -> str:
    about = _meta(dataset)
    return f"{about.get('name', '')}@{about.get('digest', dataset.name)}"


def _version(folder: Path, model: str) -> TrackedVersion:
    about, of_model = _meta(folder), _meta(folder.parent)
    version = folder.name.removeprefix("version-")
    aliases = [name for name, text in _values(folder.parent / "aliases") if text.strip() == version]
    created = about.get("creation_timestamp")
    updated = about.get("last_updated_timestamp")
    return TrackedVersion(
        model=model,
        version=version,
        created=created if isinstance(created, int) else 0,
        updated=updated if isinstance(updated, int) else 0,
        run=str(about.get("run_id") or ""),
        stage=str(about.get("current_stage") or ""),
        aliases=tuple(aliases),
        description="\n".join(str(each["description"]) for each in (about, of_model) if each.get("description")),
        tags=dict([*_values(folder.parent / "tags"), *_values(folder / "tags")]),
    )


def _folders(root: Path) -> Iterator[Path]:
    """The folders below, sorted; hidden ones, the trash and links left out."""
    if root.is_dir():
        yield from sorted(
            each for each in root.iterdir() if each.is_dir() and not each.is_symlink() and not each.name.startswith(".")
        )


def _meta(folder: Path) -> dict[str, Any]:
    """The `meta.yaml` of a folder; empty when there is none, or it is broken."""
    text = _text(folder / "meta.yaml")
    try:
        about = yaml.safe_load(text) if text else None
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def _values(folder: Path) -> Iterator[tuple[str, str]]:
    """Name and content of every file below a folder; names with a slash lie in folders of their own."""
    if folder.is_dir():
        for path in sorted(each for each in folder.rglob("*") if each.is_file() and not each.is_symlink()):
            yield path.relative_to(folder).as_posix(), _text(path)


def _text(path: Path) -> str:
    try:
        # MLflow makes no links; one that a stranger put there could lead anywhere on this machine.
        if path.is_symlink() or path.stat().st_size > LARGEST:
            return ""
        return read_regular(path).decode("utf-8", "replace")
    except OSError:
        return ""


def _newest(text: str) -> float | None:
    """The value of the last line: `time value step`."""
    lines = text.strip().splitlines()
    try:
        return float(lines[-1].split()[1])
    except (IndexError, ValueError):
        return None
