"""What a step leaves becomes a model that MLflow itself loads; what runs code needs a person's word."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from registry.models import ROWS, fitted, parcel, sample
from rung.domain.dataset import version_id
from rung.domain.model_version import Trust
from rung.errors import RefusedError, UnreadableError
from rung.registry.base import Permission
from rung.registry.directory import read_directory
from rung.registry.keeping import keep
from rung.registry.loading import open_model
from rung.registry.packaging import Package, package
from rung.registry.parcel import read_parcel
from rung.store.files import BlobStore

WORD = Trust("ann", datetime(2026, 5, 4, tzinfo=UTC), "I made it")

LOAD = """
import sys, warnings
import pandas as pd
import mlflow
for folder in sys.argv[2:]:
    model = mlflow.pyfunc.load_model(folder)
    print([int(each) for each in model.predict(pd.read_json(sys.argv[1], orient="split"))])
    inner = model._model_impl
    native = getattr(inner, "sklearn_model", inner)
    print(type(native).__name__, model.metadata.signature.inputs.input_names(), model.input_example.shape)
"""


class Own:
    """A class of the project, which no library knows."""

    def predict(self, frame: object) -> list[int]:
        return [1]


def in_mlflow_alone(folders: list[Path], tmp_path: Path) -> list[str]:
    """What a process that has never heard of Rung sees."""
    (tmp_path / "rows.json").write_text(ROWS.to_json(orient="split"))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOAD, tmp_path / "rows.json", *folders],
        capture_output=True, text=True, check=False, env={**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_parcels_become_models_that_mlflow_loads(tmp_path: Path) -> None:
    models = {kind: fitted(kind) for kind in ("linear", "boosted", "pickle", "joblib")}
    for kind, model in models.items():
        risky = kind in ("pickle", "joblib")
        source = parcel(tmp_path / kind, model, kind if risky else "skops")
        permission = Permission(WORD) if risky else None
        made = package(source, tmp_path / f"{kind}-model", sample=sample(model), permission=permission)
        assert (made.needs_trust, made.directory.kind) == (risky, "pickle" if risky else "skops")
        assert (open_model(made.folder).predict_proba(ROWS) == model.predict_proba(ROWS)).all()
    seen = in_mlflow_alone([tmp_path / f"{kind}-model" for kind in models], tmp_path)
    for kind, model in models.items():
        predicted, about = seen.pop(0), seen.pop(0)
        assert json.loads(predicted) == model.predict(ROWS).tolist(), kind
        assert about == f"{type(model).__name__} ['distance', 'hour'] (5, 2)"


def test_it_says_what_it_takes_and_where_it_was_made(made: Package) -> None:
    said = made.directory.said
    assert json.loads(made.directory.signature["inputs"]) == [
        {"type": "double", "name": "distance", "required": True}, {"type": "long", "name": "hour", "required": True},
    ]  # fmt: skip
    assert json.loads(made.directory.signature["outputs"])[0]["type"] == "tensor"
    assert json.loads(said["metadata"]["rung_columns"])[1] == {"name": "hour", "dtype": "Int64"}
    assert json.loads(said["metadata"]["rung_classes"]) == [0, 1]
    assert "scikit-learn==1.9.1" in (made.folder / "requirements.txt").read_text().splitlines()
    assert yaml.safe_load((made.folder / "python_env.yaml").read_text())["python"] == "3.11.7"
    assert len(json.loads((made.folder / "input_example.json").read_text())["data"]) == 5


def test_without_a_sample_the_columns_of_the_parcel_make_the_signature(tmp_path: Path) -> None:
    made = package(parcel(tmp_path / "parcel", fitted()), tmp_path / "model")
    assert [each["type"] for each in json.loads(made.directory.signature["inputs"])] == ["double", "long"]


def test_the_same_parcel_has_the_same_digest(tmp_path: Path, files: BlobStore) -> None:
    source = parcel(tmp_path / "parcel", fitted())
    digests = {version_id(keep(package(source, tmp_path / name).folder, files)) for name in "ab"}
    assert len(digests) == 1


def test_a_pickle_needs_a_word(tmp_path: Path) -> None:
    source = parcel(tmp_path / "parcel", fitted(), "pickle")
    with pytest.raises(RefusedError, match=r"model\.pkl is a pickle, which runs any code") as caught:
        package(source, tmp_path / "no")
    assert "rung.yaml" in (caught.value.fix or "")
    with pytest.raises(RefusedError):
        package(source, tmp_path / "other", permission=Permission(WORD, ("only.this.Class",)))
    made = package(source, tmp_path / "model", permission=Permission(WORD))
    assert (made.needs_trust, made.directory.kind) == (True, "pickle")
    assert (open_model(made.folder).predict(ROWS) == fitted().predict(ROWS)).all()


def test_a_pickle_is_not_opened_to_be_packaged(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "boom"),)

    source = parcel(tmp_path / "parcel", fitted(), "pickle")
    (source / "model.pkl").write_bytes(pickle.dumps(Bomb()))
    package(source, tmp_path / "model", permission=Permission(WORD))
    assert not (tmp_path / "boom").exists()


def test_a_class_of_the_project_in_skops_needs_a_word_for_that_class(tmp_path: Path) -> None:
    source = parcel(tmp_path / "parcel", Own())
    name = f"{Own.__module__}.Own"
    with pytest.raises(RefusedError, match=rf"it uses {name}") as caught:
        package(source, tmp_path / "no")
    assert f"types: [{name}]" in (caught.value.fix or "")
    with pytest.raises(RefusedError):
        package(source, tmp_path / "other", permission=Permission(WORD, ("another.Class",)))
    made = package(source, tmp_path / "model", permission=Permission(WORD, (name,)))
    assert made.needs_trust
    assert made.directory.flavours["sklearn"]["skops_trusted_types"] == [name]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "there is no model in it"),
        ({"model.json": '{"format": "skops"}'}, "there is no model in it"),
        ({"a.pkl": "x", "b.pkl": "x"}, "there is no model in it"),
        ({"m.bin": "x", "model.json": '{"format": "h5", "file": "m.bin"}'}, "in the format h5"),
        ({"m.bin": "x", "model.json": '{"file": "../m.bin", "format": "skops"}'}, "there is no model in it"),
        ({"model.skops": "no zip"}, "is no skops file"),
        ({"MLmodel": ": ["}, "cannot be read"),
        ({"MLmodel": "flavors: {}"}, "names no flavors"),
        ({"MLmodel": "[1]"}, "names no flavors"),
    ],
)
def test_what_is_no_model_is_said(tmp_path: Path, files: dict[str, str], says: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name, text in files.items():
        (source / name).write_text(text)
    with pytest.raises(UnreadableError, match=says):
        package(source, tmp_path / "model")


@pytest.mark.parametrize(
    "description",
    [
        {"file": "model.skops", "serialization_format": "skops", "versions": {"python": "3.9.1"}},
        {"format": "skops", "inputs": {"distance": "float64", "hour": "int64"}, "python_version": "3.9.1"},
        {"format": "skops", "input": {"columns": [["distance", "float64"], ["hour", "int64"]]}, "python": "3.9.1"},
    ],
)
def test_the_description_is_read_leniently(tmp_path: Path, description: dict[str, object]) -> None:
    source = parcel(tmp_path / "parcel", fitted())
    (source / "model.json").write_text(json.dumps(description))
    (source / "metrics.json").write_text('{"auc": 1}')
    found = read_parcel(source)
    assert (found.format, found.file, found.python) == ("skops", "model.skops", "3.9.1")
    assert [each.name for each in found.columns] in ([], ["distance", "hour"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"python_function": {"loader_module": "evil"}}, "it is loaded by evil"),
        ({"python_function": {"code": "code"}}, "it brings code of its own"),
        ({"sklearn": {"code": "code"}}, "it brings code of its own"),
        ({"python_function": {"model_path": "sub/model.skops"}}, "its file lies elsewhere"),
        ({"sklearn": {"pickled_model": "../model.skops"}}, "its file lies elsewhere"),
        ({"python_function": {"model_path": "requirements.txt"}}, "it names several files"),
        ({"sklearn": {"serialization_format": "cloudpickle"}}, "is a pickle"),
        ({"sklearn": None}, "it is a model of python_function, whose loading Rung cannot judge"),
    ],
)
def test_an_mlmodel_that_would_run_code_is_seen_through(
    made: Package, tmp_path: Path, change: dict[str, dict[str, str] | None], says: str
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for path in made.folder.iterdir():
        (source / path.name).write_bytes(path.read_bytes())
    said = yaml.safe_load((source / "MLmodel").read_text())
    for flavour, fields in change.items():
        if fields is None:
            del said["flavors"][flavour]
        else:
            said["flavors"][flavour].update(fields)
    (source / "MLmodel").write_text(yaml.safe_dump(said))
    with pytest.raises(RefusedError, match=says):
        package(source, tmp_path / "model")
    assert package(source, tmp_path / "trusted", permission=Permission(WORD)).needs_trust


def test_a_link_is_not_followed(made: Package, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "MLmodel").write_bytes((made.folder / "MLmodel").read_bytes())
    (source / "model.skops").symlink_to("/etc/passwd")
    with pytest.raises(UnreadableError, match="holds a link"):
        package(source, tmp_path / "model")


@pytest.mark.filterwarnings("ignore")  # those of MLflow
def test_what_mlflow_saved_is_taken_over_as_it_is(tmp_path: Path) -> None:
    import mlflow.sklearn

    model = fitted()
    mlflow.sklearn.save_model(
        model,
        tmp_path / "saved",
        serialization_format="skops",
        pip_requirements=["scikit-learn"],
        input_example=ROWS[:2],
    )
    made = package(tmp_path / "saved", tmp_path / "model")
    assert (made.needs_trust, made.directory.kind) == (False, "skops")
    assert (open_model(made.folder).predict(ROWS) == model.predict(ROWS)).all()
    bare = tmp_path / "bare"
    mlflow.sklearn.save_model(model, bare, serialization_format="skops", pip_requirements=["scikit-learn"])
    completed = package(bare, tmp_path / "completed", sample=sample(model))
    assert len(json.loads(completed.directory.signature["inputs"])) == 2
    assert (completed.folder / "input_example.json").exists()
    assert read_directory(made.folder).said["model_uuid"] == read_directory(tmp_path / "saved").said["model_uuid"]
