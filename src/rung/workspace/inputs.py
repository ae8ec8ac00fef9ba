"""What a run reads: a version of each dataset, held to its contract, and without its holdout."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rung.data.base import Progress, Tell, tell_nobody
from rung.domain.dataset import DatasetVersion
from rung.errors import ManifestError, NoSourceError
from rung.pipeline.steps import InputVersion
from rung.workspace.datasets import Datasets
from rung.workspace.loop import Loop

if TYPE_CHECKING:
    from rung.data.contracts.report import Report
    from rung.evaluate.holdout import Holdout
    from rung.evaluate.splitting import Apart
    from rung.workspace.rows import Rows

TRAINING = "training"
HELD_OUT = "holdout"


class Inputs:
    """The datasets of one pipeline."""

    def __init__(self, loop: Loop, names: Sequence[str]) -> None:
        self._loop = loop
        self._datasets = Datasets(loop)
        self._file = loop.project.file
        self.names = list(names)
        self._versions: dict[str, DatasetVersion] = {}
        self._apart: Apart | None = None

    @cached_property
    def labelled(self) -> str | None:
        """The dataset with the label that the model learns; `None` where nothing is held out.

        Raises
        ------
        ManifestError
            Something is to be held out, and no dataset, or several, have a label.
        """
        if self._written is None:
            return None
        found = [each for each in self.names if self._file.datasets[each].label]
        if len(found) == 1:
            return found[0]
        where = self._loop.project.line("evaluate.holdout")
        if found:
            raise ManifestError(f"a holdout is of one dataset, and {', '.join(found)} have a label", where=where)
        raise ManifestError(
            "a holdout needs labels, and no dataset of the pipeline names its label",
            where=where,
            fix="label: COLUMN under datasets",
        )

    @cached_property
    def holdout(self) -> Holdout | None:
        """As `evaluate.holdout` says it. Raises `ManifestError`."""
        written = self._written
        if written is None:
            return None
        where = self._loop.project.line("evaluate.holdout")
        if not isinstance(written, Mapping):
            raise ManifestError(f"this is no holdout: {written!r}", where=where, fix="write {latest: 14d}")
        from rung.evaluate.holdout import read_holdout  # noqa: PLC0415 - knows Polars

        return read_holdout(written, where)

    @property
    def _written(self) -> object:
        section = self._file.evaluate
        return section.holdout if section else None

    def known(self) -> dict[str, str] | None:
        """The versions of today, as far as they can be told without reading a file; `None` where one cannot."""
        from rung.data.versions.unchanged import version_of  # noqa: PLC0415

        found = {}
        for each in self.names:
            try:
                id_ = version_of(self._datasets.sources(each), self._datasets.root, self._datasets.index(each))
            except NoSourceError:
                id_ = None
            if id_ is None:
                return None
            found[each] = id_
        return found

    def take(self, tell: Callable[[str], Tell] = lambda name: tell_nobody) -> dict[str, DatasetVersion]:
        """Keep what the sources hold now; the latest version where there is nothing, as in a fresh clone.

        Raises as `Datasets.add` does.
        """
        self._versions = {each: self._take(each, tell(each)) for each in self.names}
        return self._versions

    def _take(self, name: str, tell: Tell) -> DatasetVersion:
        try:
            return self._datasets.add(name, tell=tell).version
        except NoSourceError:
            versions = self._datasets.versions(name)
            if not versions:
                raise
            told = f"no file is here; the version of {versions[0].added_at:%Y-%m-%d %H:%M} UTC is read"
            tell(Progress("", 0, 0, 0, 0, told))
            return versions[0]

    def read(self, versions: Mapping[str, DatasetVersion]) -> None:
        """Read these versions in place of what the sources hold."""
        self._versions = dict(versions)

    def check(self) -> dict[str, Report]:
        """Hold every dataset that has a contract against it; the results are kept."""
        asked = [each for each in self.names if self._file.datasets[each].contract]
        return {each: self._datasets.check(each, self._versions[each]) for each in asked}

    def contracts(self) -> dict[str, str]:
        """Digests of the contracts, as far as there are any."""
        found = {}
        for each in self.names:
            path = self._datasets.contract_path(each)
            if path is not None and path.is_file():
                found[each] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def hold_out(self) -> Apart | None:
        """Find the rows of the holdout. Raises `ManifestError`, `RefusedError`, `UnreadableError`."""
        name = self.labelled
        if name is None or self.holdout is None:
            return None
        from rung.evaluate.splitting import apart  # noqa: PLC0415

        entry = self._file.datasets[name]
        key = [entry.key] if isinstance(entry.key, str) else entry.key or []
        files, contract = self._laid_out(self._versions[name]), self._datasets.contract(name)
        self._apart = apart(files, self.holdout, dataset=name, time=entry.time, key=tuple(key), contract=contract)
        return self._apart

    @property
    def versions(self) -> Mapping[str, DatasetVersion]:
        """What was taken."""
        return self._versions

    def rows(self, name: str, *, held_out: bool) -> Rows:
        """The rows of the labelled dataset in one half, with the types of its contract."""
        from rung.data.contracts.opening import open_files  # noqa: PLC0415
        from rung.workspace.rows import Rows  # noqa: PLC0415

        assert self._apart is not None, "hold_out comes first"
        files = self._laid_out(self._versions[name])
        import numpy as np  # noqa: PLC0415

        held = np.concatenate([self._apart.held[each] for each in sorted(files)])
        frame = open_files([files[each] for each in sorted(files)], self._datasets.contract(name)).collect()
        return Rows(frame.filter(held if held_out else ~held))

    def whole(self, name: str) -> Rows:
        """All rows of a dataset."""
        from rung.data.contracts.opening import open_files  # noqa: PLC0415
        from rung.workspace.rows import Rows  # noqa: PLC0415

        files = self._laid_out(self._versions[name])
        return Rows(open_files([files[each] for each in sorted(files)], self._datasets.contract(name)).collect())

    def halves(self, ids: Mapping[str, str], half: str) -> dict[str, InputVersion]:
        """What steps read in one of the two passes: the rows to train on, or those to judge on.

        Datasets without a label are whole in both. To lay something out, `take` (or `read`) and `hold_out` come first.
        """
        return {name: self._half(name, id_, half) for name, id_ in ids.items()}

    def protected(self) -> list[Path]:
        """Files in which rows of the holdout lie, and which no step may open by itself while it trains."""
        name = self.labelled
        if name is None:
            return []
        root, version = self._datasets.root, self._versions[name]
        stored = [self._loop.files.local_path(each.digest) for each in version.files]
        return [
            self._loop.project.home.folder / "holdout",
            self._datasets.cache / version.id[:16],
            *(root / each.path for each in version.files),
            *(each for each in stored if each is not None),
        ]

    def _half(self, name: str, id_: str, half: str) -> InputVersion:
        if name != self.labelled:
            return InputVersion(name, id_, lambda folder: self._whole(self._versions[name], folder))
        entry = self._file.datasets[name]
        # As it is written: an id is asked for where nothing may have changed, and the reader of holdouts loads engines.
        told = "\0".join((id_, half, repr(self._written), str(entry.time), str(entry.key)))
        return InputVersion(
            name,
            hashlib.sha256(told.encode()).hexdigest(),
            lambda folder: self._part(self._versions[name], half, folder),
        )

    def _whole(self, version: DatasetVersion, folder: Path) -> None:
        from rung.data.versions.reading import link_into  # noqa: PLC0415

        link_into(folder, version.files, self._loop.files, self._datasets.cache)

    def _part(self, version: DatasetVersion, half: str, folder: Path) -> None:
        from rung.evaluate.splitting import write_rows  # noqa: PLC0415

        assert self._apart is not None, "hold_out comes first"
        held = self._apart.held
        keep = held if half == HELD_OUT else {name: ~rows for name, rows in held.items()}
        write_rows(self._laid_out(version), keep, folder)

    def _laid_out(self, version: DatasetVersion) -> dict[str, Path]:
        from rung.data.versions.reading import lay_out  # noqa: PLC0415

        paths = lay_out(version, self._loop.files, self._datasets.cache)
        return dict(zip((each.path for each in version.files), paths, strict=True))
