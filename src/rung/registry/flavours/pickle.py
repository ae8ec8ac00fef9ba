"""Pickles: loading one runs whatever it says, so a person has to answer for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rung.registry.base import Flavour, Risk
from rung.registry.parcel import Parcel

_JOBLIB = "rung_joblib"
_JOBLIB_CODE = '''"""Lets MLflow load a model that joblib has written."""

import joblib


def _load_pyfunc(path):
    return joblib.load(path)
'''


class Pickle(Flavour):
    """https://docs.python.org/3/library/pickle.html, whose first lines are a warning."""

    id = "pickle"
    formats = ("pickle", "cloudpickle", "joblib")
    suffixes = (".pkl", ".pickle", ".cloudpickle", ".joblib")
    filename = "model.pkl"
    loader = "mlflow.sklearn"
    runs_code = True

    def describe(self, parcel: Parcel, trusted: Sequence[str]) -> dict[str, dict[str, Any]]:
        """As scikit-learn's entry: MLflow unpickles any object with a `predict` that way, but for joblib's."""
        if parcel.format == "joblib":
            return {"python_function": {"loader_module": _JOBLIB, "data": self.filename, "code": "code"}}
        return {
            "python_function": {"loader_module": self.loader, "model_path": self.filename, "predict_fn": "predict"},
            "sklearn": {
                "pickled_model": self.filename,
                "serialization_format": parcel.format,
                "sklearn_version": parcel.libraries.get("scikit-learn") or parcel.libraries.get("sklearn"),
                "code": None,
            },
        }

    def complete(self, parcel: Parcel, folder: Path) -> None:
        """MLflow has no loader for joblib, and takes one that lies beside the model."""
        if parcel.format == "joblib":
            (folder / "code").mkdir()
            (folder / "code" / f"{_JOBLIB}.py").write_text(_JOBLIB_CODE)

    def recognises(self, flavours: Mapping[str, Mapping[str, Any]]) -> bool:
        """What scikit-learn's entry says, or does not say: MLflow then takes it for a pickle."""
        if _by_joblib(flavours):
            return True
        return "sklearn" in flavours and flavours["sklearn"].get("serialization_format", "pickle") in self.formats

    def risks(self, folder: Path, flavours: Mapping[str, Mapping[str, Any]]) -> list[Risk]:
        """Always one."""
        file = flavours.get("sklearn", {}).get("pickled_model", self.filename)
        return [Risk(f"{file} is a pickle, which runs any code when it is loaded")]

    def load(self, folder: Path, flavours: Mapping[str, Mapping[str, Any]]) -> Any:
        """The object; by MLflow, which knows the code that came with it, unless joblib has written it."""
        if _by_joblib(flavours):
            import joblib  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415

            return joblib.load(folder / flavours["python_function"]["data"])
        import mlflow.sklearn  # noqa: PLC0415

        return mlflow.sklearn.load_model(str(folder))


def _by_joblib(flavours: Mapping[str, Mapping[str, Any]]) -> bool:
    return flavours.get("python_function", {}).get("loader_module") == _JOBLIB
