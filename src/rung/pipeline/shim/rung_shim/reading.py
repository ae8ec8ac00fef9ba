"""Inputs of a step, from files to what its code works with."""

from __future__ import annotations

import importlib
import importlib.util
import os
from pathlib import Path
from typing import Any

from rung_shim import serialising
from rung_shim.failing import StepFailure

TABLES = {
    ".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".tsv": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".feather": "feather", ".arrow": "feather",
}  # fmt: skip


def read_source(source: dict[str, Any], job: dict[str, Any]) -> Any:
    """A frame, a model, a mapping, or a path."""
    return _dataset(source, job) if source["value"]["kind"] == "dataset" else _value(source["value"], source, job)


def _dataset(source: dict[str, Any], job: dict[str, Any]) -> Any:
    folder = source["path"]
    paths = files_below(folder)
    forms = {TABLES.get(os.path.splitext(path)[1].lower()) for path in paths}
    if paths and len(forms) == 1 and None not in forms:
        return read_frames(paths, str(forms.pop()), job["frame"])
    return Path(folder)


def files_below(folder: str) -> list[str]:
    """Every file, sorted; hidden ones left out."""
    found = []
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        found += [os.path.join(above, name) for name in sorted(names) if not name.startswith((".", "_SUCCESS"))]
    return found


def _value(value: dict[str, Any], source: dict[str, Any], job: dict[str, Any]) -> Any:
    kind = value["kind"]
    path = os.path.join(source["path"], value["path"]) if "path" in value else ""
    if kind == "frame":
        return read_frames([path], "parquet", job["frame"])
    if kind == "model":
        return serialising.load(path)
    if kind == "metrics":
        odd = value.get("not_finite", ())
        return {name: float(each) if name in odd else each for name, each in value["values"].items()}
    if kind == "path":
        return Path(path)
    if kind == "array":
        return importlib.import_module("numpy").load(path, allow_pickle=False)
    if kind == "mapping":
        return {name: _value(each, source, job) for name, each in value["items"].items()}
    if kind == "tuple":
        return tuple(_value(each, source, job) for each in value["items"])
    return None


def library(wanted: str | None) -> str:
    """`polars` or `pandas`: as the step says, or what the project has."""
    for name in [wanted] if wanted else ["polars", "pandas"]:
        if importlib.util.find_spec(name):
            return name
    missing = wanted or "polars or pandas"
    raise StepFailure(
        f"the step reads a table, and the project's environment has no {missing}",
        f"pip install {wanted or 'polars'} there, or set frame: to what it has",
    )


def read_frames(paths: list[str], form: str, wanted: str | None) -> Any:
    """One frame of all files, in the order of their names."""
    name = library(wanted)
    return (_polars if name == "polars" else _pandas)(importlib.import_module(name), paths, form)


def _polars(pl: Any, paths: list[str], form: str) -> Any:
    if form in ("csv", "tsv"):
        separator = "," if form == "csv" else "\t"
        frames = [pl.read_csv(path, separator=separator, infer_schema_length=None) for path in paths]
    else:
        read = {"parquet": pl.read_parquet, "jsonl": pl.read_ndjson, "feather": pl.read_ipc}[form]
        frames = [read(path, **({"infer_schema_length": None} if form == "jsonl" else {})) for path in paths]
    return frames[0] if len(frames) == 1 else pl.concat(frames, how="vertical_relaxed")


def _pandas(pd: Any, paths: list[str], form: str) -> Any:
    read = {
        "parquet": pd.read_parquet, "csv": pd.read_csv, "tsv": lambda path: pd.read_csv(path, sep="\t"),
        "jsonl": lambda path: pd.read_json(path, lines=True), "feather": pd.read_feather,
    }[form]  # fmt: skip
    try:
        frames = [read(path) for path in paths]
    except ImportError:
        raise StepFailure("pandas reads Parquet with pyarrow, which is missing", "pip install pyarrow there") from None
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
