"""Open Neural Network Exchange: a graph of known operators, which runs no code of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rung.errors import UsageError
from rung.registry.base import Flavour, Risk
from rung.registry.parcel import Parcel

_DTYPES = {
    "tensor(float)": "float32", "tensor(double)": "float64", "tensor(int64)": "int64", "tensor(int32)": "int32",
    "tensor(bool)": "bool", "tensor(string)": "object",
}  # fmt: skip


class Onnx(Flavour):
    """https://onnx.ai."""

    id = "onnx"
    formats = ("onnx",)
    suffixes = (".onnx",)
    filename = "model.onnx"
    loader = "mlflow.onnx"

    def describe(self, parcel: Parcel, trusted: Sequence[str]) -> dict[str, dict[str, Any]]:
        """As `mlflow.onnx.save_model` writes it."""
        return {
            "python_function": {"loader_module": self.loader, "data": self.filename},
            "onnx": {
                "data": self.filename,
                "onnx_version": parcel.libraries.get("onnx"),
                "providers": ["CPUExecutionProvider"],
                "onnx_session_options": None,
                "code": None,
            },
        }

    def recognises(self, flavours: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether there is an entry of ONNX."""
        return "onnx" in flavours

    def risks(self, folder: Path, flavours: Mapping[str, Mapping[str, Any]]) -> list[Risk]:
        """Libraries of operators that an `MLmodel` asks for are code."""
        options = flavours["onnx"].get("onnx_session_options") or {}
        return [Risk("it asks for options of the session, which may load libraries")] if options else []

    def load(self, folder: Path, flavours: Mapping[str, Mapping[str, Any]]) -> Any:
        """A session of onnxruntime, with the methods of a scikit-learn model."""
        try:
            import onnxruntime  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415
        except ImportError as error:
            what = "onnxruntime is not installed, which models in ONNX need"
            raise UsageError(what, fix="pip install onnxruntime") from error
        file = folder / flavours["onnx"]["data"]
        return OnnxModel(onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"]))


class OnnxModel:
    """A graph whose inputs are either one matrix or the columns of a frame."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._inputs = session.get_inputs()

    def predict(self, frame: Any) -> Any:
        """The first output."""
        return self._session.run(None, self._fed(frame))[0]

    def predict_proba(self, frame: Any) -> Any:
        """The second output of a classifier, shape (rows, classes)."""
        import numpy as np  # noqa: PLC0415

        given = self._session.run(None, self._fed(frame))[1]
        return np.array([list(each.values()) for each in given]) if isinstance(given, list) else given

    def _fed(self, frame: Any) -> dict[str, Any]:
        if len(self._inputs) == 1 and self._inputs[0].name not in frame.columns:
            return {self._inputs[0].name: frame.to_numpy(dtype=_DTYPES.get(self._inputs[0].type, "float32"))}
        return {each.name: frame[[each.name]].to_numpy(dtype=_DTYPES.get(each.type, "object")) for each in self._inputs}
