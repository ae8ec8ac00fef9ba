"""Signature and example of a model: from a few rows that it took and gave, or from what its parcel says."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from rung.registry.engine import engine
from rung.registry.parcel import ColumnKind

ROWS = 5
"""Of the example: enough to see what a row looks like, few enough to give away little."""
_KINDS = (
    (("bool",), "boolean"),
    (("int8", "int16", "int32", "uint8", "uint16"), "integer"),
    (("int", "uint"), "long"),
    (("float16", "float32"), "float"),
    (("float", "decimal"), "double"),
    (("date", "datetime", "timestamp"), "datetime"),
    (("bytes", "binary"), "binary"),
)
"""How types begin, and what MLflow calls them."""


class Sample(Struct, frozen=True):
    """A few rows that a model took, and what it made of them."""

    inputs: Any
    """A frame of pandas or Polars."""
    outputs: Any = None
    """What `predict` gave for them: an array, a series or a frame."""

    @property
    def frame(self) -> Any:
        """The inputs as pandas has them."""
        return self.inputs.to_pandas() if hasattr(self.inputs, "to_pandas") else self.inputs


def signature_of(sample: Sample | None, columns: Sequence[ColumnKind]) -> Any:
    """MLflow's `ModelSignature`; `None` where nothing is known."""
    engine()
    from mlflow.models import ModelSignature, infer_signature  # noqa: PLC0415
    from mlflow.types import ColSpec, Schema  # noqa: PLC0415

    if sample is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # whole numbers that may be missing later: the contract says it
            return infer_signature(sample.frame, sample.outputs)
    if not columns:
        return None
    return ModelSignature(inputs=Schema([ColSpec(kind_of(each.dtype), each.name) for each in columns]))


def kind_of(dtype: str) -> str:
    """What MLflow calls a type of pandas, Polars or Arrow; text for what it does not know."""
    lowered = dtype.lower()
    return next((kind for begins, kind in _KINDS if lowered.startswith(begins)), "string")


def add_example(model: Any, sample: Sample | None, folder: Path) -> None:
    """Keep the first rows as MLflow's input example."""
    if sample is None:
        return
    from mlflow.models.utils import _save_example  # noqa: PLC0415 - save_model of every flavour calls it, nobody else may

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _save_example(model, sample.frame.head(ROWS), str(folder))


def dtypes_of(sample: Sample | None, columns: Sequence[ColumnKind]) -> str:
    """Columns and their exact types as JSON: MLflow's signature makes text of a category."""
    known = columns or ([ColumnKind(str(n), str(t)) for n, t in sample.frame.dtypes.items()] if sample else [])
    return msgspec.json.encode([{"name": each.name, "dtype": each.dtype} for each in known]).decode()
