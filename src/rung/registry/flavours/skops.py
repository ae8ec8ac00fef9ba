"""scikit-learn models without pickle: the file names what it needs, and nothing else is ever run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rung.errors import UnreadableError
from rung.registry.base import Flavour, Risk
from rung.registry.libraries import unknown
from rung.registry.parcel import Parcel


class Skops(Flavour):
    """https://skops.readthedocs.io/en/stable/persistence.html."""

    id = "skops"
    formats = ("skops",)
    suffixes = (".skops",)
    filename = "model.skops"
    loader = "mlflow.sklearn"

    def describe(self, parcel: Parcel, trusted: Sequence[str]) -> dict[str, dict[str, Any]]:
        """As `mlflow.sklearn.save_model` writes it; MLflow lets nothing be loaded that is not listed."""
        return {
            "python_function": {
                "loader_module": self.loader,
                "model_path": self.filename,
                "predict_fn": "predict",
            },
            "sklearn": {
                "pickled_model": self.filename,
                "serialization_format": "skops",
                "sklearn_version": parcel.libraries.get("scikit-learn") or parcel.libraries.get("sklearn"),
                "skops_trusted_types": list(trusted) or None,
                "code": None,
            },
        }

    def recognises(self, flavours: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether scikit-learn's own entry says skops."""
        return flavours.get("sklearn", {}).get("serialization_format") == "skops"

    def needs(self, file: Path) -> list[str]:
        """What the file says it needs, beyond what skops itself takes for safe."""
        from skops.io import get_untrusted_types  # noqa: PLC0415 - scikit-learn takes its time

        try:
            return sorted(get_untrusted_types(file=file))
        except Exception as error:  # skops raises whatever its parts do
            raise UnreadableError(f"is no skops file: {error}", where=str(file)) from error

    def risks(self, folder: Path, flavours: Mapping[str, Mapping[str, Any]]) -> list[Risk]:
        """What it uses that is of no known library."""
        needed = self.needs(folder / flavours["sklearn"]["pickled_model"])
        return [Risk(f"it uses {each}", each) for each in unknown(needed)]

    def load(self, folder: Path, flavours: Mapping[str, Mapping[str, Any]]) -> Any:
        """The scikit-learn object."""
        import skops.io  # noqa: PLC0415

        file = folder / flavours["sklearn"]["pickled_model"]
        return skops.io.load(file, trusted=flavours["sklearn"].get("skops_trusted_types") or None)
