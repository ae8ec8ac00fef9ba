"""What a step gives, written to files below its folder."""

from __future__ import annotations

import importlib
import math
import os
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rung_shim import serialising
from rung_shim.failing import StepFailure

_SCALARS = (bool, int, float, str, type(None))
RESULTS = "a frame, a model (with `predict`), a mapping of numbers, an array, a Path, or a mapping or tuple of these"


class Writer:
    """Writes values, and says of each what it is and where it lies."""

    def __init__(self, job: dict[str, Any], inputs: dict[str, Any]) -> None:
        self._job, self._out = job, job["out"]
        self._input = next((each for each in (_columns(value) for value in inputs.values()) if each), None)
        self._used: set[str] = set()

    def write(self, value: Any, name: str) -> dict[str, Any]:
        """Write one value under a name."""
        value = _collected(value)
        if value is None:
            return {"kind": "nothing"}
        columns = _columns(value)
        if columns is not None:
            return self._frame(value, name, columns)
        if isinstance(value, os.PathLike):
            return self.take(os.path.join(self._job["root"], os.fspath(value)), name, copy=True)
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, (tuple, list)):
            items = [self.write(each, f"{name}-{place}") for place, each in enumerate(value)]
            return {"kind": "tuple", "items": items}
        if serialising.is_model(value):
            path = self._place(name)
            os.makedirs(path)
            description = serialising.save(value, path, self._input)
            return {"kind": "model", "path": self._below(path), "model": description}
        return self._other(value, name)

    def take(self, path: str, name: str, copy: bool = False) -> dict[str, Any]:
        """A file or a folder that the step wrote itself."""
        if not os.path.exists(path):
            raise StepFailure(f"the step wrote nothing to {{{name}}}" if not copy else f"there is no file {path}",
                              "let it write there, or take the name out of the command")  # fmt: skip
        if copy:
            target = os.path.join(self._place(name), os.path.basename(os.path.normpath(path)))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            (shutil.copytree if os.path.isdir(path) else shutil.copyfile)(path, target)
            path = target
        return self._recognised(path, name)

    def _recognised(self, path: str, name: str) -> dict[str, Any]:
        described = serialising.recognise(path, named_model="model" in name.lower())
        if described:
            return {"kind": "model", "path": self._below(path), "model": described}
        if path.endswith((".parquet", ".pq")) and os.path.isfile(path):
            return {"kind": "frame", "path": self._below(path)}
        values = _metrics_in(path) if os.path.isfile(path) else None
        if values:
            return self._figures(values)
        return {"kind": "path", "path": self._below(path)}

    def _frame(self, value: Any, name: str, columns: dict[str, str]) -> dict[str, Any]:
        path = self._place(f"{name}.parquet")
        try:
            if hasattr(value, "write_parquet"):
                value.write_parquet(path)
            elif hasattr(value, "to_parquet"):
                value.to_parquet(path)
            else:
                importlib.import_module("pyarrow.parquet").write_table(value, path)
        except ImportError:
            raise StepFailure(
                "the step returns a pandas frame, and pandas writes Parquet with pyarrow, which is missing",
                "pip install pyarrow in the project's environment",
            ) from None
        return {"kind": "frame", "path": self._below(path), "rows": len(value), "columns": columns}

    def _mapping(self, value: Mapping[Any, Any]) -> dict[str, Any]:
        if any(not isinstance(key, str) for key in value):
            raise StepFailure("the step returns a mapping whose keys are not all text", "name every part with a text")
        plain = {key: _plain(each) for key, each in value.items()}
        if all(isinstance(each, _SCALARS) for each in plain.values()):
            return self._figures(plain)
        return {"kind": "mapping", "items": {key: self.write(each, key) for key, each in value.items()}}

    @staticmethod
    def _figures(values: dict[str, Any]) -> dict[str, Any]:
        odd = [key for key, each in values.items() if isinstance(each, float) and not math.isfinite(each)]
        told = {key: str(each) if key in odd else each for key, each in values.items()}
        return {"kind": "metrics", "values": told, **({"not_finite": odd} if odd else {})}

    def _other(self, value: Any, name: str) -> dict[str, Any]:
        plain = _plain(value)
        if isinstance(plain, (bool, int, float)):
            return self._figures({name: plain})
        if isinstance(plain, str) and os.path.exists(os.path.join(self._job["root"], plain)):
            return self.take(os.path.join(self._job["root"], plain), name, copy=True)
        numpy = sys.modules.get("numpy")
        if numpy is not None and isinstance(value, numpy.ndarray) and value.dtype != object:
            path = self._place(f"{name}.npy")
            numpy.save(path, value, allow_pickle=False)
            return {"kind": "array", "path": self._below(path)}
        raise StepFailure(
            f"the step returns a {type(value).__module__}.{type(value).__qualname__}, which is not {RESULTS}",
            "return one of these",
        )

    def _place(self, name: str) -> str:
        """A path below the folder that nothing has yet."""
        stem = re.sub(r"[^\w.-]", "_", name).lstrip(".") or "result"
        found, number = stem, 1
        while found.lower() in self._used or os.path.exists(os.path.join(self._out, found)):
            number += 1
            found = f"{number}-{stem}"
        self._used.add(found.lower())
        return os.path.join(self._out, found)

    def _below(self, path: str) -> str:
        return os.path.relpath(path, self._out).replace(os.sep, "/")


def _collected(value: Any) -> Any:
    """A frame of what was only planned, or of one column."""
    kind = type(value)
    top = kind.__module__.partition(".")[0]
    if top == "polars" and kind.__name__ in ("LazyFrame", "Series"):
        return value.collect() if kind.__name__ == "LazyFrame" else value.to_frame()
    if top == "pandas" and kind.__name__ == "Series":
        return value.to_frame(None if value.name is not None else "value")
    return value


def _columns(value: Any) -> dict[str, str] | None:
    """Types by column, where it is a frame."""
    kind = type(value)
    top = kind.__module__.partition(".")[0]
    if top in ("polars", "pandas", "geopandas") and hasattr(value, "dtypes") and hasattr(value, "columns"):
        return {str(name): str(each) for name, each in zip(value.columns, value.dtypes)}
    if top == "pyarrow" and kind.__name__ == "Table":
        return {field.name: str(field.type) for field in value.schema}
    return None


def _plain(value: Any) -> Any:
    """A number of NumPy or the like as one of Python."""
    if isinstance(value, _SCALARS) and type(value) in _SCALARS:
        return value
    if type(value).__module__.partition(".")[0] in ("numpy", "torch", "jax") and hasattr(value, "item"):
        return value.item() if getattr(value, "ndim", 0) == 0 else value
    return next((base(value) for base in (bool, int, float, str) if isinstance(value, base)), value)


def _metrics_in(path: str) -> dict[str, Any] | None:
    import json

    if os.path.getsize(path) > 1_000_000:
        return None
    try:
        values = json.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if isinstance(values, dict) and values and all(isinstance(each, _SCALARS) for each in values.values()):
        return values
    return None
