"""Keeps a step from files that it must not read, such as the holdout on which its model will be judged.

Seen is what Python opens, and what polars, pandas and pyarrow read by themselves. Programs that are not Python are not.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

VARIABLE = "RUNG_SHIM_PROTECTED"
_NATIVE = {
    "polars": ("read_", "scan_"), "pyarrow.parquet": ("read_", "ParquetFile", "ParquetDataset"),
    "pyarrow.dataset": ("dataset",), "pyarrow.csv": ("read_", "open_"), "pyarrow.json": ("read_",),
    "pyarrow.feather": ("read_",), "pyarrow": ("memory_map", "OSFile", "input_stream"),
}  # fmt: skip
_denied: list[tuple[str, ...]] = []
"""What is denied already: by the `sitecustomize` of this process."""
_EVENTS = ("open", "os.listdir", "os.scandir", "shutil.copyfile", "os.link", "os.rename", "sqlite3.connect")


def deny(paths: list[str], step: str) -> None:
    """From now on, opening one of these or anything below them fails."""
    real = tuple(os.path.realpath(each) for each in paths)
    if not real or real in _denied:
        return
    _denied.append(real)
    guard = _Guard(real, step)
    sys.addaudithook(guard.hear)
    sys.meta_path.insert(0, _Wrapping(guard))
    for name in _NATIVE:
        if name in sys.modules:
            guard.wrap(sys.modules[name])


class _Guard:
    def __init__(self, paths: tuple[str, ...], step: str) -> None:
        self._paths, self._step = paths, step

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _EVENTS and arguments:
            self.check(arguments[0], folder_too=False)

    def check(self, path: Any, folder_too: bool = True) -> None:
        """Raise where the path is protected; if `folder_too`, also a folder or a pattern that holds one."""
        if isinstance(path, (list, tuple)):
            for each in path:
                self.check(each, folder_too)
            return
        if not isinstance(path, (str, bytes, os.PathLike)):
            return
        text = os.fsdecode(path).removeprefix("file://")
        if "\0" in text:
            return
        start = text
        if folder_too and any(sign in text for sign in "*?["):
            start = text[: min(text.index(sign) for sign in "*?[" if sign in text)]
            start = start if start.endswith(os.sep) else os.path.dirname(start)
            folder_too = True
        elif folder_too and not os.path.isdir(text):
            folder_too = False
        real = os.path.realpath(start or ".")
        for each in self._paths:
            below = real == each or real.startswith(each + os.sep)
            if below or (folder_too and self._holds(text, real, each)):
                raise self._error(each)

    @staticmethod
    def _holds(text: str, folder: str, protected: str) -> bool:
        if not protected.startswith(folder.rstrip(os.sep) + os.sep):
            return False
        if not any(sign in text for sign in "*?["):
            return True
        import glob

        return any(os.path.realpath(each) == protected for each in glob.glob(text, recursive=True))

    def _error(self, path: str) -> PermissionError:
        shown = os.path.relpath(path)
        error = PermissionError(f"step {self._step} may not read {shown}: it is the protected holdout")
        error.rung_fix = "train on the step's inputs alone; the holdout judges the model afterwards"  # type: ignore[attr-defined]
        return error

    def wrap(self, module: Any) -> None:
        """Check the paths that functions which read by themselves are given."""
        for name in list(vars(module)):
            value = getattr(module, name)
            if name.startswith(_NATIVE[module.__name__]) and callable(value) and not isinstance(value, type):
                setattr(module, name, self._checked(value))

    def _checked(self, function: Any) -> Any:
        import functools

        @functools.wraps(function)
        def checked(*arguments: Any, **named: Any) -> Any:
            for each in (*arguments[:1], *(named.get(key) for key in ("source", "path", "paths", "where"))):
                self.check(each)
            return function(*arguments, **named)

        return checked


class _Wrapping(MetaPathFinder):
    """Wraps the functions of a module once it has been imported."""

    def __init__(self, guard: _Guard) -> None:
        self._guard = guard
        self._busy: set[str] = set()

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if name not in _NATIVE or name in self._busy:
            return None
        self._busy.add(name)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._busy.discard(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._guard)
        return spec


class _Loader(Loader):
    def __init__(self, inner: Any, guard: _Guard) -> None:
        self._inner, self._guard = inner, guard

    def create_module(self, spec: ModuleSpec) -> Any:
        return self._inner.create_module(spec)

    def exec_module(self, module: Any) -> None:
        self._inner.exec_module(module)
        self._guard.wrap(module)
