"""The store is the truth: MLflow follows it, and is put right where somebody meddled with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from registry.conftest import ANN
from registry.models import ROWS, fitted, parcel, sample
from rung.domain.model_version import Alias, ModelVersion
from rung.domain.run import RunStatus
from rung.errors import DamagedBlobError
from rung.registry.packaging import Package, package
from rung.registry.projecting import Projected, project_to_mlflow
from rung.registry.registering import register
from rung.registry.tracking import Tracking
from rung.store.files import BlobStore
from rung.store.transactions import Store
from store.values import a_run, an_evaluation, later


class Room:
    """A workspace with its MLflow."""

    def __init__(self, made: Package, store: Store, files: BlobStore, tracking: Tracking) -> None:
        self.made, self.store, self.files, self.tracking = made, store, files, tracking

    def register(self, run: str = "r1", passed: bool = True, made: Package | None = None) -> ModelVersion:
        with self.store.writing(ANN) as writer:
            if writer.runs.get(run) is None:
                writer.runs.begin(a_run(run))
                writer.runs.finish(run, RunStatus.SUCCESS, later(90), {"roc_auc": 0.66})
            begun = writer.runs.get(run)
        evaluation = an_evaluation(passed)
        return register(
            made or self.made, self.store, self.files, ANN, model="flights", run=begun, evaluation=evaluation
        )

    def point(self, alias: Alias, version: int) -> None:
        with self.store.writing(ANN) as writer:
            writer.models.point("flights", alias, version)

    def project(self, everything: bool = False) -> Projected:
        return project_to_mlflow(self.store, self.tracking, self.files, ANN, everything=everything)

    def waiting(self) -> int:
        with self.store.reading() as reader:
            return len(reader.outbox.waiting())

    def shown(self) -> tuple[dict[str, str], dict[str, str]]:
        """Of MLflow: number of Rung → number there; alias → number of Rung."""
        client = self.tracking.client
        versions = client.search_model_versions("name = 'flights'")
        numbers = {str(each.version): each.tags.get("rung.version", "foreign") for each in versions}
        aliases = client.get_registered_model("flights").aliases
        return {mine: there for there, mine in numbers.items()}, {
            name: numbers[str(there)] for name, there in aliases.items()
        }


@pytest.fixture
def room(made: Package, store: Store, files: BlobStore, tracking: Tracking) -> Room:
    return Room(made, store, files, tracking)


@pytest.mark.filterwarnings("ignore")  # those of MLflow
def test_versions_and_aliases_are_shown_and_mlflow_loads_them(room: Room) -> None:
    import mlflow

    version = room.register()
    room.register("r2", passed=False)
    room.point(Alias.CHAMPION, 1)
    assert room.waiting() == 4
    done = room.project()
    assert (done.models, done.versions, room.waiting()) == (("flights",), ("flights@1", "flights@2"), 0)
    assert room.shown() == ({"1": "1", "2": "2"}, {"challenger": "1", "champion": "1"})
    there = room.tracking.client.get_model_version_by_alias("flights", "champion")
    assert there.tags["rung.digest"] == version.digest
    assert there.tags["rung.gates"] == "passed"
    assert room.tracking.client.get_run(there.run_id).data.metrics["roc_auc"] == 0.66
    assert room.tracking.client.get_run(there.run_id).data.metrics["holdout.roc_auc"] == 0.66
    assert [each.path for each in room.tracking.client.list_artifacts(there.run_id, "evaluation")] == [
        "evaluation/flights-1.json"
    ]
    mlflow.set_tracking_uri(room.tracking.uri)
    mlflow.set_registry_uri(room.tracking.uri)
    loaded = mlflow.pyfunc.load_model("models:/flights@champion")
    assert (loaded.predict(ROWS) == fitted().predict(ROWS)).all()
    assert room.project() == Projected()
    assert not room.project(everything=True).changed


def test_meddling_in_mlflow_is_put_right(room: Room) -> None:
    room.register()
    room.register("r2")
    room.point(Alias.CHAMPION, 1)
    room.project()
    client = room.tracking.client
    foreign = client.create_model_version("flights", "file:///nowhere", tags={})
    client.set_registered_model_alias("flights", "champion", "2")
    client.set_registered_model_alias("flights", "staging", "1")
    client.delete_registered_model_alias("flights", "challenger")
    client.set_registered_model_alias("flights", "mine", foreign.version)
    done = room.project(everything=True)
    assert set(done.aliases) == {"flights@champion", "flights@staging", "flights@challenger"}
    assert room.shown()[1] == {"champion": "1", "challenger": "2", "mine": "foreign"}
    client.set_registered_model_alias("flights", "champion", foreign.version)
    client.set_registered_model_alias("flights", "staging", foreign.version)
    assert room.project(everything=True).aliases == ("flights@champion",)
    assert room.shown()[1] == {"champion": "1", "challenger": "2", "mine": "foreign", "staging": "foreign"}
    client.delete_registered_model("flights")
    done = room.project(everything=True)
    assert (done.versions, room.shown()[1]) == (("flights@1", "flights@2"), {"champion": "1", "challenger": "2"})


def test_numbers_may_differ_and_another_workspace_may_count_from_one(
    room: Room, tmp_path: Path, tracking: Tracking
) -> None:
    tracking.client.create_registered_model("flights")
    tracking.client.create_model_version(
        "flights", "file:///nowhere", tags={"rung.version": "1", "rung.digest": "f" * 64}
    )
    room.register()
    model = fitted(strength=0.1)
    other = package(parcel(tmp_path / "other", model), tmp_path / "model", sample=sample(model))
    room.register("r2", made=other)
    room.project()
    client = tracking.client
    assert client.get_model_version_by_alias("flights", "challenger").tags["rung.version"] == "2"
    assert str(client.get_model_version_by_alias("flights", "challenger").version) == "3"
    assert not room.project(everything=True).changed


def test_a_run_that_mlflow_missed_comes_with_its_version(room: Room) -> None:
    room.register()
    assert room.tracking.find("r1") is None
    room.project()
    id_ = room.tracking.find("r1")
    assert id_
    assert [each.path for each in room.tracking.client.list_artifacts(id_, "models")] == ["models/flights-1"]


def test_a_damaged_version_keeps_the_others_from_nothing(room: Room, tmp_path: Path) -> None:
    version = room.register()
    model = fitted(strength=0.1)
    other = package(parcel(tmp_path / "other", model), tmp_path / "model", sample=sample(model))
    room.register("r2", made=other)
    path = room.files.local_path(next(each.digest for each in version.files if each.path == "model.skops"))
    assert path
    content = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(b"x" * len(content))
    with pytest.raises(DamagedBlobError):
        room.project()
    assert room.shown() == ({"2": "1"}, {"challenger": "2"})
    assert room.waiting() == 4
    path.write_bytes(content)
    room.project()
    assert room.shown() == ({"1": "2", "2": "1"}, {"challenger": "2"})
    assert room.waiting() == 0


def test_names_that_mlflow_does_not_allow(made: Package, store: Store, files: BlobStore, tracking: Tracking) -> None:
    version = register(made, store, files, ANN, model="team/flights: 'late'", origin="a folder")
    project_to_mlflow(store, tracking, files, ANN)
    (shown,) = tracking.client.search_registered_models()
    assert shown.name == "team-flights- -late-"
    (there,) = tracking.client.search_model_versions(f"name = '{shown.name}'")
    assert there.tags["rung.digest"] == version.digest
    assert replace(version, version=1) == version
