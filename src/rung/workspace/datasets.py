"""The datasets of a project: versions in its store, contracts in its files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from rung.data.base import Tell, tell_nobody
from rung.domain.contract_check import ContractCheck
from rung.domain.dataset import DatasetVersion
from rung.errors import NoSourceError, UsageError
from rung.project.file import DatasetEntry
from rung.project.variables import filled
from rung.workspace.loop import Loop

if TYPE_CHECKING:
    from rung.data.contracts.contract import Contract
    from rung.data.contracts.report import Report
    from rung.data.versions.checking import Harmed
    from rung.data.versions.difference import Difference
    from rung.store.files import Blob


class Added(Struct, frozen=True):
    """What came of adding a dataset."""

    version: DatasetVersion
    previous: DatasetVersion | None

    @property
    def is_new(self) -> bool:
        """Whether something changed."""
        return self.previous is None or self.previous.id != self.version.id


class Datasets:
    """What can be done with the datasets of `rung.yaml`."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._project = loop.project

    def names(self, asked: Sequence[str] = ()) -> list[str]:
        """Those that are asked for, or all. Raises `UsageError` for one that is not in `rung.yaml`, or for none."""
        known = list(self._project.file.datasets)
        if not known:
            raise UsageError("rung.yaml names no datasets", where="rung.yaml", fix="datasets: {NAME: {source: data/…}}")
        for each in asked:
            if each not in known:
                raise UsageError(f"there is no dataset {each}", where="rung.yaml", fix=f"one of: {', '.join(known)}")
        return list(asked) or known

    def entry(self, name: str) -> DatasetEntry:
        """What `rung.yaml` says of it."""
        return self._project.file.datasets[self.names([name])[0]]

    def add(self, name: str, *, note: str = "", tell: Tell = tell_nobody) -> Added:
        """Store what its source holds now; nothing happens where that is the latest version already."""
        from rung.data.versions.adding import add  # noqa: PLC0415

        with self._loop.store.reading() as reader:
            previous = reader.datasets.latest(name)
        version = add(
            name,
            self.sources(name),
            self._project.root,
            self._loop.files,
            by=self._loop.actor.name,
            note=note,
            previous=previous,
            index=self.index(name),
            tell=tell,
        )
        added = Added(version, previous)
        if added.is_new:
            with self._loop.store.writing(self._loop.actor) as writer:
                writer.datasets.add(version)
        return added

    def sources(self, name: str) -> list[str]:
        """The patterns of its source."""
        written = self.entry(name).source
        listed = written if isinstance(written, list) else [written]
        if not written or not all(isinstance(each, str) and each for each in listed):
            where = self._project.line(f"datasets.{name}")
            raise UsageError(f"dataset {name} has no source", where=where, fix="source: data/flights/*.parquet")
        return [filled(str(each), where=self._project.line(f"datasets.{name}.source")) for each in listed]

    def versions(self, name: str) -> list[DatasetVersion]:
        """Newest first."""
        with self._loop.store.reading() as reader:
            return reader.datasets.versions(name)

    def version(self, name: str, prefix: str | None = None) -> DatasetVersion:
        """The version whose id begins so; the latest when not given. Raises `UsageError` where there is none."""
        self.names([name])
        with self._loop.store.reading() as reader:
            latest = None if prefix else reader.datasets.latest(name)
            return latest or reader.datasets.find(name, prefix or "")

    def diff(self, old: DatasetVersion, new: DatasetVersion) -> Difference:
        """What changed; types of CSV files come from the contract of today."""
        from rung.data.versions.diff import diff  # noqa: PLC0415

        path = self.contract_path(new.dataset)
        contract = self.contract(new.dataset) if path and path.exists() else None
        return diff(old, new, self._loop.files, self.cache, contracts=(contract, contract))

    def restore(self, version: DatasetVersion, to: Path | None, *, force: bool, tell: Tell = tell_nobody) -> list[str]:
        """Write the files of a version, into the project when no folder is given; the paths that were written."""
        from rung.data.versions.restoring import restore  # noqa: PLC0415

        known = self.versions(version.dataset)
        return restore(version, to or self._project.root, self._loop.files, known=known, force=force, tell=tell)

    def content(self, version: DatasetVersion, tell: Tell = tell_nobody) -> list[Harmed]:
        """What of a version's content is not what it was, after mending what the project's files still hold."""
        from rung.data.versions.checking import check, mend  # noqa: PLC0415

        harmed = check(version, self._loop.files, tell)
        return mend(harmed, self._project.root, self._loop.files) if harmed else []

    def contract_path(self, name: str) -> Path | None:
        """Where its contract lies, whether or not it is there."""
        written = self.entry(name).contract
        return self._project.root / written if written else None

    def contract(self, name: str) -> Contract | None:
        """Its contract; `None` where it has none. Raises `UsageError` for one that cannot be read."""
        from rung.data.contracts.document import load_contract  # noqa: PLC0415

        path = self.contract_path(name)
        if path is None:
            return None
        if not path.exists():
            where, fix = self._project.line(f"datasets.{name}.contract"), f"rung data contract {name} --infer"
            raise UsageError(f"there is no file {self.entry(name).contract}", where=where, fix=fix)
        return load_contract(path)

    def infer(self, name: str, file: Path | None = None) -> Contract:
        """The contract that the latest version, or a file, meets."""
        from rung.data.contracts.inferring import infer  # noqa: PLC0415
        from rung.data.contracts.opening import open_files  # noqa: PLC0415
        from rung.data.versions.reading import scan  # noqa: PLC0415

        entry = self.entry(name)
        frame = open_files(file) if file else scan(self.version(name), self._loop.files, self.cache)
        return infer(frame, name=name, key=entry.key, time=entry.time, label=entry.label, now=datetime.now(UTC))

    def check(self, name: str, version: DatasetVersion | None = None, file: Path | None = None) -> Report:
        """Hold a version, or a file, against the contract; the result of a version is kept.

        Raises
        ------
        UsageError
            There is no contract.
        """
        from rung.data.contracts.checking import check  # noqa: PLC0415
        from rung.data.contracts.opening import check_files  # noqa: PLC0415
        from rung.data.versions.reading import scan  # noqa: PLC0415

        contract, path = self.contract(name), self.contract_path(name)
        if contract is None or path is None:
            fix = f"rung data contract {name} --infer"
            raise UsageError(f"dataset {name} has no contract", where=self._project.line(f"datasets.{name}"), fix=fix)
        now = datetime.now(UTC)
        if file is not None:
            return check_files(contract, file, now=now)
        found = version or self.version(name)
        report = check(contract, scan(found, self._loop.files, self.cache, contract), now=now, where=name)
        self._keep(report, found, hashlib.sha256(path.read_bytes()).hexdigest(), now)
        return report

    def check_sources(self, name: str) -> Report:
        """Hold the files that are here against the contract; nothing is stored, and no store is needed.

        Raises
        ------
        NoSourceError
            No file is here.
        """
        from rung.data.contracts.opening import check_files  # noqa: PLC0415
        from rung.data.versions.sources import find_sources  # noqa: PLC0415

        contract = self.contract(name)
        local = [each for each in self.sources(name) if "://" not in each]
        if contract is None or not local:
            raise NoSourceError(f"no file of {name} is here", where=name)
        found = [each.location for each in find_sources(local, self.root)[0] if each.location is not None]
        return check_files(contract, found, now=datetime.now(UTC))

    def _keep(self, report: Report, version: DatasetVersion, contract: str, now: datetime) -> None:
        violations = tuple(msgspec.to_builtins(each, enc_hook=str) for each in report.violations)
        done = ContractCheck(
            dataset=version.dataset, version=version.id, contract=contract, at=now, by=self._loop.actor.name,
            ok=report.ok, violations=violations, rows=report.rows,
        )  # fmt: skip
        with self._loop.store.writing(self._loop.actor) as writer:
            writer.checks.add(done)

    def unneeded(self) -> list[Blob]:
        """Content that no version needs any more, and that is older than a day."""
        from rung.data.versions.garbage import unreferenced  # noqa: PLC0415

        with self._loop.store.reading() as reader:
            versions = [each for name in reader.datasets.names() for each in reader.datasets.versions(name)]
        return unreferenced(versions, self._kept_elsewhere(), self._loop.files)

    def remove(self, blobs: Sequence[Blob]) -> list[Blob]:
        """Forget content; what was touched meanwhile stays."""
        from rung.data.versions.garbage import remove  # noqa: PLC0415

        return remove(blobs, self._loop.files)

    def _kept_elsewhere(self) -> list[str]:
        """Content of other rooms: results of steps, models, and what runs were started from."""
        from rung.pipeline.cache import Cache  # noqa: PLC0415

        caches = [Cache(self._project.home.folder / each, self._loop.files) for each in ("pipeline", "holdout")]
        with self._loop.store.reading() as reader:
            kept = [*reader.models.content(), *reader.runs.content()]
        return [*kept, *(digest for each in caches for digest in each.contents())]

    def index(self, name: str) -> Path:
        """Where is remembered what of its sources need not be read again."""
        return self._project.home.folder / "indexes" / f"{name}.index"

    @property
    def root(self) -> Path:
        """The folder of the project."""
        return self._project.root

    @property
    def cache(self) -> Path:
        """Where versions are laid out to be read."""
        return self._project.home.folder / "cache" / "data"
