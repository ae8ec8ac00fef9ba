"""A model that is in MLflow already becomes a version, on a person's word where it runs code."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from registry.conftest import ANN
from registry.models import ROWS, fitted
from rung.domain.model_version import ModelVersion
from rung.errors import RefusedError, SourceError, StorageError, UsageError
from rung.registry.adopting import adopt
from rung.registry.loading import load_model
from rung.registry.packaging import Package
from rung.registry.projecting import project_to_mlflow
from rung.registry.tracking import Tracking
from rung.store.files import BlobStore
from rung.store.transactions import Store

pytestmark = pytest.mark.filterwarnings("ignore")  # those of MLflow


class Adopter:
    def __init__(self, tracking: Tracking, store: Store, files: BlobStore) -> None:
        self.tracking, self.store, self.files = tracking, store, files

    def __call__(self, given: str, **named: Any) -> ModelVersion:
        return adopt(given, named.pop("tracking", self.tracking), self.store, self.files, ANN, **named)


@pytest.fixture
def take(tracking: Tracking, store: Store, files: BlobStore) -> Adopter:
    return Adopter(tracking, store, files)


def logged(tracking: Tracking, name: str | None, serialization: str) -> tuple[str, str]:
    """A model as a team without Rung logs it: id of its run, id of the model."""
    import mlflow
    import mlflow.sklearn

    mlflow.set_tracking_uri(tracking.uri)
    mlflow.set_registry_uri(tracking.uri)
    with mlflow.start_run(experiment_id=tracking.experiment_id) as run:
        info = mlflow.sklearn.log_model(
            fitted(), name="model", serialization_format=serialization, registered_model_name=name,
            pip_requirements=["scikit-learn"], input_example=ROWS[:2],
        )  # fmt: skip
    return run.info.run_id, info.model_id


def test_a_model_of_the_registry_is_taken_in_and_stays_the_same_version_there(take: Adopter, tmp_path: Path) -> None:
    run, model = logged(take.tracking, "delays", "skops")
    version = take("models:/delays/1")
    assert (version.name, version.origin, version.flavour, version.trust) == (
        "delays@1",
        "models:/delays/1",
        "skops",
        None,
    )
    assert (load_model(version, take.files, tmp_path / "cache").predict(ROWS) == fitted().predict(ROWS)).all()
    take.tracking.client.set_registered_model_alias("delays", "production", "1")
    assert take("models:/delays@production") == version
    project_to_mlflow(take.store, take.tracking, take.files, ANN)
    (there,) = take.tracking.client.search_model_versions("name = 'delays'")
    assert there.tags["rung.digest"] == version.digest
    assert (there.run_id, there.model_id or model) == (run, model)
    assert take(f"models:/{model}", model="other").files == version.files
    assert take(f"runs:/{run}/model", model="third").files == version.files


def test_a_pickle_needs_a_reason_which_is_kept(take: Adopter, tmp_path: Path) -> None:
    logged(take.tracking, "delays", "cloudpickle")
    with pytest.raises(RefusedError, match="is a pickle") as caught:
        take("models:/delays/1")
    assert "--reason" in (caught.value.fix or "")
    version = take("models:/delays/1", reason="made by our own team in March")
    assert version.trust
    assert (version.trust.by, version.trust.reason) == ("ann", "made by our own team in March")
    assert (load_model(version, take.files, tmp_path / "cache").predict(ROWS) == fitted().predict(ROWS)).all()
    with take.store.reading() as reader:
        (event,) = reader.audit.of("model:delays@1")
    assert event.data["trust"] == {"by": "ann", "reason": "made by our own team in March"}


def test_a_model_of_another_mlflow_says_where(take: Adopter, tmp_path: Path, empty_mlflow: Path, made: Package) -> None:
    (tmp_path / "other.db").write_bytes(empty_mlflow.read_bytes())
    other = Tracking(f"sqlite:///{tmp_path / 'other.db'}", "theirs", tmp_path / "theirs")
    logged(other, "delays", "skops")
    version = take("models:/delays/1", tracking=other, elsewhere=True)
    assert version.origin == f"models:/delays/1 at sqlite:///{tmp_path / 'other.db'}"
    project_to_mlflow(take.store, take.tracking, take.files, ANN)
    (there,) = take.tracking.client.search_model_versions("name = 'delays'")
    assert there.tags["rung.digest"] == version.digest


def test_a_folder_is_taken_in(take: Adopter, made: Package, tmp_path: Path) -> None:
    version = take(str(made.folder), model="flights")
    assert version.origin == str(made.folder)
    assert {each.path for each in version.files} == {each.name for each in made.folder.iterdir()}
    with pytest.raises(UsageError, match="this model has no name there"):
        take(str(made.folder))


def test_a_pickle_is_not_opened_before_anybody_has_answered(take: Adopter, tmp_path: Path, made: Package) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.mkdir, (tmp_path / "boom",)  # type: ignore[return-value]

    folder = tmp_path / "theirs"
    folder.mkdir()
    said = (made.folder / "MLmodel").read_text().replace("skops\n", "pickle\n").replace("model.skops", "model.pkl")
    (folder / "MLmodel").write_text(said.replace(".pickle", ".pkl"))
    (folder / "model.pkl").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(RefusedError):
        take(str(folder))
    take(str(folder), reason="I shall not load it")
    assert not (tmp_path / "boom").exists()


@pytest.mark.parametrize(
    ("given", "kind", "says"),
    [
        ("models:/delays/7", SourceError, "there is no models:/delays/7"),
        ("models:/nothing@champion", SourceError, "there is no models:/nothing@champion"),
        ("models:/m-0123456789abcdef", SourceError, "there is no models:/m-0123456789abcdef"),
        ("runs:/0123456789abcdef0123456789abcdef/model", SourceError, "there is no runs:/"),
        ("models:/delays", UsageError, "no model can lie there"),
        ("s3://bucket/model", UsageError, "no model can lie there"),
        ("nowhere", UsageError, "no model can lie there"),
    ],
)
def test_what_is_not_there_is_said(take: Adopter, given: str, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        take(given)
    with take.store.reading() as reader:
        assert reader.models.names() == []


def test_files_that_are_gone_are_said(take: Adopter) -> None:
    client = take.tracking.client
    client.create_registered_model("delays")
    client.create_model_version("delays", "file:///nowhere/at/all")
    with pytest.raises(StorageError):
        take("models:/delays/1")
