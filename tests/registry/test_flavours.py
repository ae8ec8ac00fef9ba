"""Every format of models passes the public check, and the check can fail."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from rung.registry.base import Flavour, Risk
from rung.registry.directory import flavours, read_directory
from rung.registry.flavours.onnx import OnnxModel
from rung.registry.flavours.skops import Skops
from rung.registry.libraries import is_known, unknown
from rung.registry.packaging import package
from rung.registry.parcel import Parcel
from rung.testing import check_flavour


@pytest.mark.parametrize("flavour", flavours(), ids=lambda each: each.id)
def test_passes_the_check(flavour: Flavour) -> None:
    check_flavour(type(flavour))


def test_no_two_claim_the_same() -> None:
    formats = [name for each in flavours() for name in each.formats]
    assert len(formats) == len(set(formats)) >= 4


class Blind(Skops):
    """Does not know its own."""

    def recognises(self, flavours: Mapping[str, Mapping[str, Any]]) -> bool:
        return False


class Coder(Skops):
    """Brings code."""

    def describe(self, parcel: Parcel, trusted: Sequence[str]) -> dict[str, dict[str, Any]]:
        return super().describe(parcel, trusted) | {"other": {"code": "code"}}


class Misnamed(Skops):
    """Its file is another."""

    filename = "model.bin"


class Elsewhere(Skops):
    """Loaded by something else."""

    def describe(self, parcel: Parcel, trusted: Sequence[str]) -> dict[str, dict[str, Any]]:
        made = super().describe(parcel, trusted)
        made["python_function"]["loader_module"] = "evil"
        return made


@pytest.mark.parametrize(
    ("kind", "says"),
    [(Blind, "does not recognise"), (Coder, "code of its own"), (Misnamed, "suffixes"), (Elsewhere, "another loader")],
)
def test_the_check_can_fail(kind: type[Flavour], says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        check_flavour(kind)


@pytest.mark.parametrize(
    "name",
    [
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor", "sklearn.utils.validation.check_array",
        "functools.partial", "numpy.random.mtrand.RandomState", "lightgbm.sklearn.LGBMClassifier", "xgboost.core.Booster",
        "scipy.sparse._csr.csr_matrix", "sklearn._loss.link.IdentityLink", "numpy.dtype", "numpy.ndarray",
    ],
)  # fmt: skip
def test_libraries_that_compute_need_no_word(name: str) -> None:
    assert is_known(name)


@pytest.mark.parametrize(
    "name",
    [
        "os.system", "builtins.eval", "my.Estimator", "sklearn_evil.Thing", "sklearn", "numpy.testing._private.utils.runstring",
        "numpy.f2py.compile", "numpy.load", "sklearn.datasets._openml.fetch_openml", "subprocess.Popen", "",
        "pandas.io.pickle.read_pickle", "pandas.read_pickle", "joblib.load", "sklearn.externals.x", "numpy.lib.npyio.DataSource",
    ],
)  # fmt: skip
def test_whatever_reads_fetches_or_runs_needs_one(name: str) -> None:
    assert unknown([name]) == [name]


class Input:
    def __init__(self, name: str, type: str) -> None:
        self.name, self.type = name, type


class Session:
    """Stands in for onnxruntime's: gives back what it was fed."""

    def __init__(self, *inputs: Input) -> None:
        self._inputs = inputs

    def get_inputs(self) -> tuple[Input, ...]:
        return self._inputs

    def run(self, names: None, fed: dict[str, Any]) -> list[Any]:
        return [fed, [{0: 0.25, 1: 0.75}] * 2]


def test_onnx_takes_a_matrix_or_columns() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    columns = OnnxModel(Session(Input("a", "tensor(float)"), Input("b", "tensor(string)")))
    fed = columns.predict(frame)
    assert (fed["a"].dtype, fed["a"].shape, fed["b"].tolist()) == (np.float32, (2, 1), [["x"], ["y"]])
    assert columns.predict_proba(frame).tolist() == [[0.25, 0.75]] * 2
    matrix = OnnxModel(Session(Input("input", "tensor(double)")))
    assert matrix.predict(frame[["a"]])["input"].tolist() == [[1.0], [2.0]]


def test_onnx_is_packaged_without_its_libraries(tmp_path: Path) -> None:
    (tmp_path / "parcel").mkdir()
    (tmp_path / "parcel" / "model.onnx").write_bytes(b"\x08\x07")
    made = package(tmp_path / "parcel", tmp_path / "model")
    assert (made.needs_trust, made.directory.kind) == (False, "onnx")
    assert read_directory(made.folder).flavours["onnx"]["data"] == "model.onnx"
    said = (made.folder / "MLmodel").read_text().replace("onnx_session_options: null", "onnx_session_options: {x: 1}")
    (made.folder / "MLmodel").write_text(said)
    assert [type(each) for each in read_directory(made.folder).risks()] == [Risk]


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # type: ignore[arg-type]
    (tmp_path / "model.onnx").write_bytes(b"\x08\x07")
    made = package(tmp_path, tmp_path / "model")
    from rung.errors import RungError
    from rung.registry.loading import open_model

    with pytest.raises(RungError, match="onnxruntime is not installed") as caught:
        open_model(made.folder)
    assert caught.value.fix == "pip install onnxruntime"
