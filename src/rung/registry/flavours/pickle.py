"""Pickles: loading one runs whatever it says, so a person has to answer for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rung.registry.base import Flavour, Risk
from rung.registry.parcel import Parcel


class Pickle(Flavour):
    """https://docs.python.org/3/library/pickle.html, whose first lines are a warning."""

    id = "pickle"
    formats = ("pickle", "cloudpickle")
    suffixes = (".pkl", ".pickle", ".cloudpickle")
    filename = "model.pkl"
    loader = "mlflow.sklearn"

    def describe(self, parcel: Parcel, trusted: Sequence[str]) -> dict[str, dict[str, Any]]:
        """As scikit-learn's entry: MLflow unpickles any object with a `predict` that way."""
        return {
            "python_function": {
                "loader_module": self.loader,
                "model_path": self.filename,
                "predict_fn": "predict",
            },
            "sklearn": {
                "pickled_model": self.filename,
                "serialization_format": parcel.format,
                "sklearn_version": parcel.libraries.get("scikit-learn") or parcel.libraries.get("sklearn"),
                "code": None,
            },
        }

    def recognises(self, flavours: Mapping[str, Mapping[str, Any]]) -> bool:
        """What scikit-learn's entry says, or does not say: MLflow then takes it for a pickle."""
        return "sklearn" in flavours and flavours["sklearn"].get("serialization_format", "pickle") in self.formats

    def risks(self, folder: Path, flavours: Mapping[str, Mapping[str, Any]]) -> list[Risk]:
        """Always one."""
        file = flavours["sklearn"].get("pickled_model", "it")
        return [Risk(f"{file} is a pickle, which runs any code when it is loaded")]

    def load(self, folder: Path, flavours: Mapping[str, Mapping[str, Any]]) -> Any:
        """The object, by MLflow, which knows the code that came with it."""
        import mlflow.sklearn  # noqa: PLC0415

        return mlflow.sklearn.load_model(str(folder))
