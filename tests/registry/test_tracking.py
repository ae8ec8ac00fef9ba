"""Runs in MLflow: what Rung knows of them, and what the user's own code logs, land in the same one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from registry.conftest import ANN
from rung.domain.run import RunStatus
from rung.errors import StorageError
from rung.registry.engine import shown
from rung.registry.projecting import project_to_mlflow, tell_run
from rung.registry.tracking import Tracking, names_experiment, open_tracking
from rung.store.files import BlobStore
from rung.store.transactions import Store
from store.values import a_run, digest, later

DONE = a_run(
    status=RunStatus.SUCCESS, ended_at=later(90), seconds=90.0, cpu_seconds=170.5, peak_memory_bytes=2**30, dirty=True,
    params={"train": {"max_iter": 200, "deep": {"columns": ["a"]}}, "odd name!": 1},
    figures={"roc_auc": 0.66, "lost": float("nan"), "best": True, "note": "ü"},
    datasets={"flights": digest("v")}, contracts={"flights": digest("k")}, environment=digest("e"),
)  # fmt: skip

TRAIN = """
import sys
import numpy as np
import mlflow
from sklearn.linear_model import LogisticRegression
mlflow.sklearn.autolog(log_models=False)
X, y = np.arange(40.0).reshape(20, 2), np.arange(20) % 2
LogisticRegression(C=0.25).fit(X, y)
"""
BY_HAND = """
import mlflow
mlflow.log_metric("own", 0.5)
mlflow.log_param("mine", "yes")
"""


def test_a_run_is_shown_as_the_store_has_it(tracking: Tracking) -> None:
    id_ = tracking.record(DONE, {"environment.lock": b"scikit-learn==1.9.1\n", "evaluation/gates.json": b"{}"})
    for _ in range(2):  # again changes nothing
        shown_run = tracking.client.get_run(id_)
        assert shown_run.info.status == "FINISHED"
        assert shown_run.info.end_time - shown_run.info.start_time == 90_000
        assert shown_run.data.params == {"train.max_iter": "200", "train.deep.columns": '["a"]', "odd name_": "1"}
        assert shown_run.data.metrics == {
            "roc_auc": 0.66, "rung.seconds": 90.0, "rung.cpu_seconds": 170.5, "rung.peak_memory_bytes": 2.0**30,
        }  # fmt: skip
        tags = shown_run.data.tags
        assert tags["mlflow.source.git.commit"] == DONE.commit
        assert tags["mlflow.user"] == "ann"
        assert (tags["rung.run"], tags["rung.dirty"], tags["rung.figure.note"]) == ("r1", "true", "ü")
        assert (tags["rung.dataset.flights"], tags["rung.contract.flights"]) == (digest("v"), digest("k"))
        assert [each.dataset.name for each in shown_run.inputs.dataset_inputs] == ["flights"]
        assert len(tracking.client.get_metric_history(id_, "roc_auc")) == 1
        assert tracking.record(DONE) == id_
    assert {each.path for each in tracking.client.list_artifacts(id_)} == {"environment.lock", "evaluation"}


def test_a_run_that_somebody_deleted_is_told_again(tracking: Tracking) -> None:
    id_ = tracking.record(DONE)
    tracking.client.delete_run(id_)
    assert tracking.find("r1") is None
    again = tracking.record(replace(DONE, tracking=id_))
    assert again != id_
    assert tracking.record(replace(DONE, tracking="0" * 32)) == again


@pytest.mark.parametrize(
    ("status", "told"),
    [(RunStatus.FAILURE, "FAILED"), (RunStatus.REFUSED, "FAILED"), (RunStatus.CANCELLED, "KILLED")],
)
def test_how_it_ended_is_told(tracking: Tracking, status: RunStatus, told: str) -> None:
    id_ = tracking.record(replace(DONE, status=status))
    assert tracking.client.get_run(id_).info.status == told
    assert tracking.client.get_run(id_).data.tags["rung.status"] == status


OWN_EXPERIMENT = """
import mlflow
mlflow.set_experiment("my own")
with mlflow.start_run():
    mlflow.log_metric("loss", 0.5)
    mlflow.log_metric("loss", 0.25)
    mlflow.log_param("lr", 0.1)
"""


def step(code: str, tracking: Tracking, id_: str, folder: Path, pinned: bool = True) -> None:
    """Code of the user's in a process of its own, as a step of the pipeline runs it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MLFLOW")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=folder, capture_output=True, text=True, check=False,
        env=environment | tracking.variables(id_, pinned=pinned),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_what_the_users_code_logs_lands_in_the_same_run(tracking: Tracking, tmp_path: Path) -> None:
    began = a_run()
    id_ = tracking.start(began)
    assert tracking.start(began) == id_
    twice = TRAIN + "LogisticRegression(C=0.5).fit(X, y)\n"
    step(twice, tracking, id_, tmp_path)
    step(BY_HAND, tracking, id_, tmp_path)
    tracking.record(DONE)
    found = tracking.client.get_run(id_)
    assert (found.data.params["C"], found.data.params["train.max_iter"]) == ("0.25", "200")
    assert (found.data.metrics["own"], found.data.metrics["roc_auc"], found.data.params["mine"]) == (0.5, 0.66, "yes")
    assert "training_accuracy_score" in found.data.metrics
    assert found.info.status == "FINISHED"
    (second,) = [each for each in tracking.client.search_runs([tracking.experiment_id]) if each.info.run_id != id_]
    assert second.data.tags["mlflow.parentRunId"] == id_
    assert second.data.params["C"] == "0.5"
    assert not (tmp_path / "mlruns").exists()


def test_code_that_chooses_an_experiment_of_its_own_runs_and_is_gathered(tracking: Tracking, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_EXPERIMENT)
    (tmp_path / "train.py").write_text(TRAIN)
    assert names_experiment([tmp_path / "train.py", tmp_path / "gone.py", tmp_path / "own.py"])
    assert not names_experiment([tmp_path / "train.py", tmp_path / "gone.py"])
    id_ = tracking.start(a_run())
    step(OWN_EXPERIMENT, tracking, id_, tmp_path, pinned=False)
    (below,) = tracking.gather(id_)
    found = tracking.client.get_run(id_).data
    assert (found.params["lr"], found.metrics["loss"]) == ("0.1", 0.25)
    assert tracking.client.get_run(below).info.experiment_id != tracking.experiment_id
    assert tracking.gather(id_) == [below]
    assert len(tracking.client.get_metric_history(id_, "loss")) == 1


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_server_that_does_not_answer_is_said_soon_and_loses_nothing(
    tracking: Tracking, store: Store, files: BlobStore
) -> None:
    gone = Tracking(f"http://ann:hidden@127.0.0.1:{closed_port()}", "flights")
    with store.writing(ANN) as writer:
        writer.runs.begin(a_run())
        writer.runs.finish("r1", RunStatus.SUCCESS, later(90), {"roc_auc": 0.66})
        run = writer.runs.get("r1")
    assert run
    started = time.monotonic()
    why = tell_run(run, store, gone, ANN, {})
    assert why is not None
    assert "MLflow does not answer: the connection was refused" in why
    assert "hidden" not in why
    assert time.monotonic() - started < 60  # MLflow's own patience is many minutes
    with pytest.raises(StorageError) as caught:
        project_to_mlflow(store, gone, files, ANN)
    assert "rung registry repair" in (caught.value.fix or "")
    with store.reading() as reader:
        assert [each.subject for each in reader.outbox.waiting()] == ["run:r1"]
        assert "hidden" not in str(reader.audit.events())
    assert project_to_mlflow(store, tracking, files, ANN).runs == ("r1",)
    id_ = tracking.find("r1")
    assert id_
    assert tracking.client.get_run(id_).data.metrics["roc_auc"] == 0.66
    with store.reading() as reader:
        assert reader.outbox.waiting() == []


def test_a_database_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        Tracking(f"sqlite:///{tmp_path / 'file' / 'mlflow.db'}", "flights").find("r1")
    (tmp_path / "broken.db").write_text("this is no database " * 100)
    with pytest.raises(StorageError, match="MLflow could not do it"):
        Tracking(f"sqlite:///{tmp_path / 'broken.db'}", "flights").find("r1")


def test_the_environment_says_where(tmp_path: Path) -> None:
    default = open_tracking(tmp_path, "flights", {})
    assert (default.uri, default.experiment) == (f"sqlite:///{tmp_path / 'mlflow.db'}", "flights")
    given = {"MLFLOW_TRACKING_URI": "http://mlflow:5000", "MLFLOW_EXPERIMENT_NAME": "delays"}
    elsewhere = open_tracking(tmp_path, "flights", given)
    assert (elsewhere.uri, elsewhere.experiment) == ("http://mlflow:5000", "delays")
    assert shown("http://ann:hidden@mlflow:5000/a@b") == "http://mlflow:5000/a@b"
