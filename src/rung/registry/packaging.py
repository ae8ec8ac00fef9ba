"""From what a step returned to an MLflow model directory that MLflow itself loads. The model is not loaded for it."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from rung.errors import UnreadableError
from rung.registry.base import Permission, Risk
from rung.registry.directory import Directory, flavours, is_model_directory, read_directory, refuse_risks
from rung.registry.engine import engine
from rung.registry.libraries import unknown
from rung.registry.parcel import Parcel, read_parcel
from rung.registry.signature import Sample, add_example, dtypes_of, signature_of

_REQUIREMENTS = ("scikit-learn", "skops", "onnx", "onnxruntime", "numpy", "pandas", "scipy", "cloudpickle", "joblib",
                 "lightgbm",
                 "xgboost", "catboost")  # fmt: skip


class Package(Struct, frozen=True):
    """A model, ready to be registered."""

    directory: Directory
    needs_trust: bool
    """Whether loading it runs more than the code of known libraries."""

    @property
    def folder(self) -> Path:
        """The MLflow model directory."""
        return self.directory.folder


def package(source: Path, to: Path, *, sample: Sample | None = None, permission: Permission | None = None) -> Package:
    """Make an MLflow model directory of a parcel, or take over one that a step has made with MLflow.

    Parameters
    ----------
    to
        A folder that is not there yet.
    sample
        Rows that the model took: for signature and example, where the source has none.

    Raises
    ------
    UnreadableError
        There is no model in the source.
    RefusedError
        Loading it would run what nobody has answered for.
    """
    if is_model_directory(source):
        _copy(source, to)
        _complete(to, sample)
    else:
        _wrap(read_parcel(source), to, sample, permission)
    made = read_directory(to)
    risks = made.risks()
    refuse_risks(risks, str(source), permission)
    return Package(made, bool(risks))


def _copy(source: Path, to: Path) -> None:
    """Every file, no links: what they point at may be anywhere."""
    for path in source.rglob("*"):
        if path.is_symlink():
            raise UnreadableError("holds a link, and a model has to hold its files", where=str(path))
    shutil.copytree(source, to)


def _complete(folder: Path, sample: Sample | None) -> None:
    """Give it a signature and an example where whoever saved it gave none."""
    if sample is None or read_directory(folder).signature:
        return
    model = engine().models.Model.load(str(folder / "MLmodel"))
    model.signature = signature_of(sample, ())
    if model.saved_input_example_info is None:
        add_example(model, sample, folder)
    model.save(str(folder / "MLmodel"))


def _wrap(parcel: Parcel, to: Path, sample: Sample | None, permission: Permission | None) -> None:
    flavour = next((each for each in flavours() if parcel.format in each.formats), None)
    if flavour is None:
        known = ", ".join(sorted(name for each in flavours() for name in each.formats))
        raise UnreadableError(
            f"nothing is known of models in the format {parcel.format or '(none given)'}",
            where=str(parcel.path),
            fix=f"one of: {known}",
        )
    needed = flavour.needs(parcel.path)
    refuse_risks([Risk(f"it uses {each}", each) for each in unknown(needed)], str(parcel.path), permission)
    to.mkdir(parents=True)
    shutil.copyfile(parcel.path, to / flavour.filename)
    flavour.complete(parcel, to)
    _write_environment(parcel, to)
    _write_mlmodel(flavour.describe(parcel, needed), parcel, sample, to)


def _write_environment(parcel: Parcel, to: Path) -> None:
    """What MLflow builds an environment from when it serves the model elsewhere."""
    mlflow = engine()
    lines = [f"mlflow=={mlflow.__version__}"]
    lines += [f"{name}=={parcel.libraries[name]}" for name in _REQUIREMENTS if parcel.libraries.get(name)]
    python = parcel.python.split()[0] if parcel.python else ".".join(map(str, sys.version_info[:3]))
    (to / "requirements.txt").write_text("".join(f"{each}\n" for each in lines))
    _dump(to / "python_env.yaml", {"python": python, "dependencies": ["-r requirements.txt"]})
    _dump(
        to / "conda.yaml",
        {
            "name": "mlflow-env",
            "channels": ["conda-forge"],
            "dependencies": [f"python={python}", "pip", {"pip": lines}],
        },
    )


def _write_mlmodel(described: Mapping[str, Mapping[str, Any]], parcel: Parcel, sample: Sample | None, to: Path) -> None:
    mlflow = engine()
    with parcel.path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    model = mlflow.models.Model(
        signature=signature_of(sample, parcel.columns),
        # Of the content and nothing else: the same model packaged twice has the same digest.
        model_uuid=content[:32],
        utc_time_created="1970-01-01 00:00:00",
        metadata={
            "rung_class": parcel.class_name,
            "rung_columns": dtypes_of(sample, parcel.columns),
            "rung_classes": json.dumps(list(parcel.classes), default=str),
        },
    )
    add_example(model, sample, to)
    for name, each in described.items():
        environment = {
            "env": {"conda": "conda.yaml", "virtualenv": "python_env.yaml"},
            "python_version": _python(parcel),
        }
        model.add_flavor(name, **each, **(environment if name == "python_function" else {}))
    model.save(str(to / "MLmodel"))


def _python(parcel: Parcel) -> str:
    return parcel.python.split()[0] if parcel.python else ".".join(map(str, sys.version_info[:3]))


def _dump(path: Path, value: object) -> None:
    path.write_text(yaml.safe_dump(value, sort_keys=False))
