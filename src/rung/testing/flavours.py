"""The check that every format of models passes."""

from __future__ import annotations

from pathlib import Path

from rung.registry.base import Flavour
from rung.registry.parcel import Parcel
from rung.testing.rules import check_documented, check_makeable, rule

_LOAD = "python_function"
_MODEL_KEYS = ("model_path", "data")


def check_flavour(kind: type[Flavour]) -> None:
    """It is named, and what it writes into an `MLmodel` it recognises, loads with one file, and no code of its own.

    Raises
    ------
    AssertionError
        Names the rule that is broken.
    """
    check_documented(kind)
    check_makeable(kind)
    flavour = kind()
    rule(
        kind.id and kind.formats and kind.filename and kind.loader, kind, "id, formats, filename and loader are needed"
    )
    rule(kind.filename.endswith(kind.suffixes), kind, f"{kind.filename} ends with none of its own suffixes")
    rule(Path(kind.filename).name == kind.filename, kind, "its file lies beside the MLmodel")
    for format_ in kind.formats:
        described = flavour.describe(Parcel(Path(), kind.filename, format_), ["pkg.Class"])
        rule(_LOAD in described, kind, f"MLflow loads a model by its {_LOAD}, which describe() leaves out")
        loader = described[_LOAD]["loader_module"]
        rule(kind.runs_code or loader == kind.loader, kind, "describe() names another loader than `loader`")
        files = [described[_LOAD].get(key) for key in _MODEL_KEYS]
        rule(kind.filename in files, kind, "describe() does not say which file is loaded")
        brings = any(each.get("code") for each in described.values())
        rule(kind.runs_code or not brings, kind, "describe() brings code of its own, and `runs_code` does not say so")
        rule(flavour.recognises(described), kind, "it does not recognise what it has described itself")
