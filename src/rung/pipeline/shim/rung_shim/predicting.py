"""Asks a model for the rows of a file."""

from __future__ import annotations

import importlib
import os
import pickle
import time
from typing import Any

from rung_shim import serialising
from rung_shim.failing import StepFailure
from rung_shim.reading import read_frames

_WARM = 3
"""Rows that are asked before the clock counts."""


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Predictions, scores where the model gives any, classes, and milliseconds of single rows.

    The job names the folder of the model, the Parquet file of the rows, and the library of its frames.
    """
    model = opened(job["model"])
    rows = taken(model, read_frames([job["rows"]], "parquet", job["frame"]))
    answer = {"predicted": _flat(model.predict(rows)), "scores": None, "classes": [], "latency_ms": [],
              "columns": [str(each) for each in rows.columns]}  # fmt: skip
    if callable(getattr(model, "predict_proba", None)):
        answer["scores"] = _numbers(model.predict_proba(rows))
        answer["classes"] = _flat(getattr(model, "classes_", ()))
    answer["latency_ms"] = list(_times(model, rows, job["single"]))
    return answer


def opened(folder: str) -> Any:
    """The model in a folder of a step or in an MLflow model directory, by its own library where that is known."""
    inside = {name: os.path.join(folder, name) for name in ("model.skops", "model.onnx", "model.pkl")}
    found = next((name for name, path in inside.items() if os.path.isfile(path)), None)
    if found == "model.skops":
        skops = importlib.import_module("skops.io")
        # Whoever asks has made sure of the model: it is registered and intact, or was made by this run.
        return skops.load(inside[found], trusted=skops.get_untrusted_types(file=inside[found]))
    if found == "model.onnx":
        return _Onnx(inside[found])
    if found == "model.pkl" and os.path.exists(os.path.join(folder, "MLmodel")):
        try:
            return importlib.import_module("joblib").load(inside[found])
        except ImportError:
            with open(inside[found], "rb") as file:
                return pickle.load(file)  # noqa: S301 - as above
    return serialising.load(folder)


def taken(model: Any, rows: Any) -> Any:
    """The columns that the model was fitted on, in their order; all of them where it does not say."""
    names = getattr(model, "feature_names_in_", None)
    if names is None:
        return rows
    missing = [name for name in names if name not in rows.columns]
    if missing:
        raise StepFailure(
            f"the model was fitted on a column {missing[0]}, which the rows do not have",
            "make the step before the model's give the same columns for all rows",
        )
    return rows[[str(each) for each in names]]


class _Onnx:
    """An ONNX model: one input of all columns, or one for each."""

    def __init__(self, path: str) -> None:
        self._session = importlib.import_module("onnxruntime").InferenceSession(path)
        self._inputs = self._session.get_inputs()

    def _ask(self, rows: Any) -> list[Any]:
        numpy = importlib.import_module("numpy")
        kinds = {"tensor(float)": "float32", "tensor(double)": "float64", "tensor(int64)": "int64"}
        if len(self._inputs) == 1 and len(self._inputs[0].shape) == 2:
            one = self._inputs[0]
            return list(self._session.run(None, {one.name: numpy.asarray(rows, kinds.get(one.type, "float32"))}))
        given = {}
        for each in self._inputs:
            column = numpy.asarray(rows[each.name], kinds.get(each.type, "object"))
            given[each.name] = column.reshape(-1, 1) if len(each.shape) == 2 else column
        return list(self._session.run(None, given))

    def predict(self, rows: Any) -> Any:
        """The first output."""
        return self._ask(rows)[0]


def _times(model: Any, rows: Any, count: int) -> Any:
    for place in range(min(count, len(rows))):
        row = rows[place : place + 1]
        began = time.perf_counter()
        model.predict(row)
        if place >= _WARM:
            yield (time.perf_counter() - began) * 1000


def _flat(values: Any) -> list[Any]:
    """One plain value a row."""
    numpy = importlib.import_module("numpy")
    found = numpy.asarray(values)
    if found.ndim == 2 and found.shape[1] == 1:
        found = found[:, 0]
    if found.ndim > 1:
        raise StepFailure(f"predict gives {found.shape[1]} values a row, and one is expected", "task: any")
    return [_plain(each) for each in found.tolist()]


def _numbers(values: Any) -> list[list[float]]:
    numpy = importlib.import_module("numpy")
    found = numpy.asarray(values, dtype="float64")
    return [[_plain(each) for each in row] for row in found.reshape(len(found), -1).tolist()]


def _plain(value: Any) -> Any:
    """A value that JSON knows; numbers that are none become nothing."""
    if isinstance(value, float) and value not in (value + 0, float("inf"), float("-inf")):
        return None
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return None
    return value if isinstance(value, (bool, int, float, str, type(None))) else str(value)
