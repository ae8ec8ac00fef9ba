"""What steps read, laid out as files once for each run: versions of datasets, and results of other steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from rung.pipeline.encoding import digest_of
from rung.pipeline.results import Output
from rung.pipeline.steps import InputVersion
from rung.store.files.trouble import writing

if TYPE_CHECKING:
    from rung.store.files import BlobStore


class LayOut:
    """Folders below the scratch of a run; steps share them."""

    def __init__(self, folder: Path, inputs: Mapping[str, InputVersion], files: BlobStore) -> None:
        self._folder, self._inputs, self._files = folder, inputs, files
        self._lock = Lock()
        self._locks: dict[str, Lock] = {}
        self._done: set[str] = set()

    def dataset(self, name: str) -> Path:
        """The folder with the files of a dataset. Raises `StorageError`."""
        version = self._inputs[name]
        return self._once(f"dataset-{digest_of([name, version.id])[:20]}", version.lay_out)

    def output(self, output: Output) -> Path:
        """The folder with the files of a result. Raises `StorageError`."""
        return self._once(f"result-{output.id[:20]}", lambda target: output.lay_out(self._files, target))

    def _once(self, key: str, lay_out: Callable[[Path], None]) -> Path:
        target = self._folder / key
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            if key not in self._done:
                with writing(target):
                    target.mkdir(parents=True, exist_ok=True)
                    lay_out(target)
                self._done.add(key)
        return target
