"""A parcel: what a step leaves of a model where MLflow is not installed. A file, and JSON beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from rung.errors import UnreadableError

_LARGEST = 4_000_000
"""Bytes of a description."""
SUFFIXES = {
    ".skops": "skops", ".onnx": "onnx", ".pkl": "pickle", ".pickle": "pickle", ".cloudpickle": "cloudpickle",
    ".joblib": "joblib",
}  # fmt: skip
_PIECE = 1 << 22
_MARK = b"NumpyArrayWrapper"
_PICKLES = ("pickle", "cloudpickle", "joblib")
_FORMAT = ("format", "serialization_format", "serialisation", "serialization", "flavour", "flavor")
_FILE = ("file", "path", "model_file", "filename")
_CLASS = ("class", "class_name", "type")
_LIBRARIES = ("libraries", "versions", "packages", "library_versions")
_COLUMNS = ("columns", "inputs", "input", "input_columns")
_PYTHON = ("python", "python_version")


class ColumnKind(Struct, frozen=True):
    """One column of what the model takes."""

    name: str
    dtype: str
    """As pandas or Polars call it."""


class Parcel(Struct, frozen=True):
    """A serialised model, and what is known of it."""

    folder: Path
    file: str
    """Name in the folder."""
    format: str
    """`skops`, `onnx`, `pickle`, `cloudpickle`, `joblib`."""
    class_name: str = ""
    """Full name of the model's class."""
    libraries: Mapping[str, str] = {}
    """Distribution → version, of the environment that it was made in."""
    columns: tuple[ColumnKind, ...] = ()
    """What it takes, in that order."""
    classes: tuple[Any, ...] = ()
    """What it may answer, for a classifier; in the order of its probabilities."""
    python: str = ""

    @property
    def path(self) -> Path:
        """The serialised model."""
        return self.folder / self.file


def read_parcel(folder: Path) -> Parcel:
    """What lies in a folder. Names of keys are read leniently: who writes them runs in many versions of Python.

    Raises
    ------
    UnreadableError
        There is no model in it.
    """
    said = _description(folder)
    file = _file(folder, _first(said, _FILE))
    if file is None:
        known = ", ".join(SUFFIXES)
        raise UnreadableError(
            f"there is no model in it: neither an MLmodel nor one file that ends in {known}",
            where=str(folder),
            fix="return the model from its step, or save it with mlflow.*.save_model",
        )
    format_ = str(_first(said, _FORMAT) or SUFFIXES.get(Path(file).suffix, "")).lower()
    return Parcel(
        folder=folder,
        file=file,
        format=_pickled_by(folder / file, str(said.get("by") or format_)) if format_ in _PICKLES else format_,
        class_name=str(_first(said, _CLASS) or ""),
        libraries=_texts(_first(said, _LIBRARIES)),
        columns=_taken(tuple(_columns(_first(said, _COLUMNS))), said.get("features")),
        classes=tuple(said["classes"]) if isinstance(said.get("classes"), list) else (),
        python=str(_first(said, _PYTHON) or _texts(_first(said, _LIBRARIES)).get("python", "")),
    )


def _description(folder: Path) -> Mapping[str, Any]:
    for path in sorted(folder.glob("*.json")):
        try:
            read = json.loads(path.read_bytes()) if path.stat().st_size <= _LARGEST else None
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(read, dict) and any(each in read for each in (*_FORMAT, *_CLASS)):
            return read
    return {}


def _file(folder: Path, named: object) -> str | None:
    if isinstance(named, str) and Path(named).name == named and (folder / named).is_file():
        return named
    found = [each.name for each in sorted(folder.iterdir()) if each.suffix in SUFFIXES and each.is_file()]
    return found[0] if len(found) == 1 else None


def _pickled_by(path: Path, said: str) -> str:
    """Joblib writes arrays beside the pickle's own instructions, so that nothing else can read it."""
    with path.open("rb") as file:
        before = file.read(1)
        if before != b"\x80":
            return "joblib"
        while piece := file.read(_PIECE):
            if _MARK in before + piece:
                return "joblib"
            before = piece[-len(_MARK) :]
    return said.lower()


def _taken(columns: tuple[ColumnKind, ...], features: object) -> tuple[ColumnKind, ...]:
    """Of the columns that a step was given, those that the model was fitted on, in its order."""
    if not isinstance(features, list) or not features:
        return columns
    known = {each.name: each for each in columns}
    return tuple(known[each] for each in features) if all(each in known for each in features) else columns


def _first(said: Mapping[str, Any], keys: Iterable[str]) -> Any:
    return next((said[each] for each in keys if said.get(each) is not None), None)


def _texts(value: object) -> dict[str, str]:
    return {str(key): str(each) for key, each in value.items()} if isinstance(value, Mapping) else {}


def _columns(value: object) -> Iterable[ColumnKind]:
    if isinstance(value, Mapping):
        inner = value.get("columns")
        if isinstance(inner, Mapping | list):
            yield from _columns(inner)
        else:
            yield from (ColumnKind(str(name), str(kind)) for name, kind in value.items())
    elif isinstance(value, list):
        for each in value:
            if isinstance(each, Mapping) and "name" in each:
                yield ColumnKind(str(each["name"]), str(each.get("dtype") or each.get("type") or ""))
            elif isinstance(each, list) and len(each) == 2:
                yield ColumnKind(str(each[0]), str(each[1]))
