"""Models in a folder that describes itself, without MLflow: skops, ONNX, or a pickle that somebody has to trust.

`model.json` says what the folder holds; whoever registers the model makes an MLflow model directory of it.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import pickle
import shutil
import sys
from typing import Any

from rung_shim.failing import StepFailure

DESCRIPTION = "model.json"
_LIBRARIES = ("numpy", "scipy", "pandas", "polars", "scikit-learn", "joblib", "skops", "onnx", "xgboost", "lightgbm",
              "catboost", "torch", "cloudpickle")  # fmt: skip


def is_model(value: Any) -> bool:
    """Whether it predicts, or is an ONNX model."""
    return callable(getattr(value, "predict", None)) or _is_onnx(value)


def save(model: Any, folder: str, columns: dict[str, str] | None) -> dict[str, Any]:
    """Write the model and its description; gives the description."""
    form, file, trust = _written(model, folder)
    kind = type(model)
    description = {
        "format": form, "file": file, "class": f"{kind.__module__}.{kind.__qualname__}",
        "python": ".".join(map(str, sys.version_info[:3])), "libraries": _libraries(kind),
        "input": [{"name": name, "type": text} for name, text in (columns or {}).items()],
        "features": [str(each) for each in getattr(model, "feature_names_in_", ())],
        "classes": [_label(each) for each in _classes(model)], **trust,
    }  # fmt: skip
    with open(os.path.join(folder, DESCRIPTION), "w", encoding="utf-8") as out:
        json.dump(description, out, indent=1)
    return description


def load(path: str) -> Any:
    """The model of a folder that a step of this project wrote."""
    if os.path.exists(os.path.join(path, "MLmodel")):
        return importlib.import_module("mlflow.pyfunc").load_model(path)
    with open(os.path.join(path, DESCRIPTION), encoding="utf-8") as file:
        described = json.load(file)
    inner = os.path.join(path, described["file"])
    if described["format"] == "skops":
        # This project's own code made it a moment ago, or an earlier run of it did.
        return importlib.import_module("skops.io").load(inner, trusted=described.get("untrusted_types", []))
    if described["format"] == "onnx":
        return importlib.import_module("onnx").load(inner)
    if importlib.util.find_spec("joblib"):
        return importlib.import_module("joblib").load(inner)
    with open(inner, "rb") as file:
        return pickle.load(file)  # noqa: S301 - as above


def recognise(path: str, named_model: bool) -> dict[str, Any] | None:
    """The description of a model that a step wrote itself; `None` where it is none."""
    if os.path.isdir(path):
        if os.path.exists(os.path.join(path, "MLmodel")):
            return {"format": "mlflow"}
        try:
            with open(os.path.join(path, DESCRIPTION), encoding="utf-8") as file:
                found = json.load(file)
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) and "format" in found and "file" in found else None
    form = _form(path, named_model)
    return _wrapped(path, form) if form else None


def _form(path: str, named_model: bool) -> str | None:
    ending = os.path.splitext(path)[1].lower()
    known = {".skops": "skops", ".onnx": "onnx"}
    if ending in known:
        return known[ending]
    with open(path, "rb") as file:
        first = file.read(4)
    pickled = first[:1] == b"\x80" or (first[:1] == b"\x78" and ending in (".joblib", ""))
    if ending in (".pkl", ".pickle", ".joblib") or (named_model and pickled):
        return "pickle"
    return "skops" if named_model and first == b"PK\x03\x04" and not ending else None


def _wrapped(path: str, form: str) -> dict[str, Any]:
    """Put a single file into a folder of its own with a description."""
    name = f"model.{ {'skops': 'skops', 'onnx': 'onnx'}.get(form, 'pkl') }"
    aside = path + ".aside"
    os.replace(path, aside)
    os.makedirs(path)
    shutil.move(aside, os.path.join(path, name))
    trust = {"trust_needed": True, "trust_reason": "a pickle runs code when it is loaded"} if form == "pickle" else {}
    described = {"format": form, "file": name, "input": [], "libraries": _installed(), "trust_needed": False, **trust}
    with open(os.path.join(path, DESCRIPTION), "w", encoding="utf-8") as out:
        json.dump(described, out, indent=1)
    return described


def _written(model: Any, folder: str) -> tuple[str, str, dict[str, Any]]:
    """Format, file, and what trusting it takes."""
    if _is_onnx(model):
        with open(os.path.join(folder, "model.onnx"), "wb") as file:
            file.write(model.SerializeToString())
        return "onnx", "model.onnx", {"trust_needed": False}
    why = "skops is not installed in the project's environment"
    if importlib.util.find_spec("skops"):
        skops = importlib.import_module("skops.io")
        path = os.path.join(folder, "model.skops")
        try:
            skops.dump(model, path)
            unknown = [str(each) for each in skops.get_untrusted_types(file=path)]
            return "skops", "model.skops", {"trust_needed": bool(unknown), "untrusted_types": unknown}
        except Exception as error:
            # Skops knows many classes, not all; what it says is kept with the reason for the pickle.
            why = f"skops cannot write it: {type(error).__name__}: {error}"
            if os.path.exists(path):
                os.remove(path)
    return "pickle", "model.pkl", {"trust_needed": True, "trust_reason": why, "by": _pickled(model, folder)}


def _pickled(model: Any, folder: str) -> str:
    path = os.path.join(folder, "model.pkl")
    name = next((each for each in ("joblib", "cloudpickle") if importlib.util.find_spec(each)), "pickle")
    try:
        if name == "joblib":
            importlib.import_module(name).dump(model, path)
        else:
            with open(path, "wb") as file:
                importlib.import_module(name).dump(model, file)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise StepFailure(
            f"the model cannot be written: {error}", "define its classes and functions at the top of a module"
        ) from None
    return name


def _is_onnx(value: Any) -> bool:
    kind = type(value)
    return kind.__name__ == "ModelProto" and kind.__module__.startswith("onnx")


def _classes(model: Any) -> list[Any]:
    found = getattr(model, "classes_", None)
    return [] if found is None or isinstance(found, dict) else list(found)


def _label(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    return plain if isinstance(plain, (bool, int, float, str)) else str(plain)


def _libraries(kind: type) -> dict[str, str]:
    own = kind.__module__.partition(".")[0]
    return _installed(() if own in ("builtins", "__main__") else (own,))


def _installed(more: tuple[str, ...] = ()) -> dict[str, str]:
    from importlib import metadata

    found = {}
    for name in (*_LIBRARIES, *more):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
