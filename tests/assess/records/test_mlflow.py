"""Stores that MLflow itself wrote, read without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from rung.assess.records import Reading, Whose
from rung.assess.records.mlflow import mlflow_source
from rung.assess.records.mlflow.base import TrackedRun
from rung.assess.records.mlflow.source import baselines, demonstrations
from rung.assess.records.sources import file_source
from rung.domain.record import ModelRelease, PipelineRun

NOW = datetime(2027, 1, 1, tzinfo=UTC)
COMMIT = "3f9c2a1" + "0" * 33
WRITE = """
import sys, mlflow
from mlflow import MlflowClient
client = MlflowClient(tracking_uri=sys.argv[1], registry_uri=sys.argv[1])
experiment = client.create_experiment("flights")
for number in range(6):
    tags = {"mlflow.source.git.commit": sys.argv[2], "mlflow.user": "ann"} if number else {}
    run = client.create_run(experiment, start_time=1_790_000_000_000 + number * 86_400_000, tags=tags)
    client.log_param(run.info.run_id, "depth", number)
    client.log_metric(run.info.run_id, "auc", 0.8)
    client.set_terminated(run.info.run_id, end_time=1_790_000_060_000 + number * 86_400_000)
client.create_registered_model("flights", tags={"Owner": "Ann Example"}, description="warns of late flights")
version = client.create_model_version("flights", "file:///nowhere", run.info.run_id, description="the sixth")
client.set_registered_model_alias("flights", "champion", version.version)
deleted = client.create_run(experiment)
client.delete_run(deleted.info.run_id)
"""


def written_by_mlflow(address: str, folder: Path) -> None:
    environment = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_ALLOW_FILE_STORE": "true"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WRITE, address, COMMIT],
        env=environment, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module", params=["database", "folder"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    pytest.importorskip("mlflow", reason="mlflow-skinny is not installed")
    folder = tmp_path_factory.mktemp(request.param)
    address = "sqlite:///mlflow.db" if request.param == "database" else "mlruns"
    written_by_mlflow(address if request.param == "database" else f"file:{folder}/mlruns", folder)
    return folder, address


def test_the_registry_says_who_answers_for_a_model_and_what_it_is_for(store: tuple[Path, str]) -> None:
    releases = [each for each in read(store, Whose(commits={COMMIT})).records if isinstance(each, ModelRelease)]
    assert {each.owner for each in releases} == {"Ann Example"}
    assert {each.description for each in releases} == {"the sixth\nwarns of late flights"}


def test_a_store_can_be_named_as_a_file_of_records(store: tuple[Path, str]) -> None:
    path = store[0] / store[1].removeprefix("sqlite:///")
    reading = file_source(path, "given").read(Whose(commits={COMMIT}), NOW)
    assert sum(isinstance(each, PipelineRun) for each in reading.records) == 5


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ({"auc": 0.8, "champion_auc": 0.7}, {"auc": 0.7}),
        ({"f1": 0.8, "f1_baseline": 0.5, "f1.champion": 0.6}, {"f1": 0.5}),
        ({"champion_auc": 0.7}, {}),
        ({"auc": 0.8, "baseline": 0.5, "current_speed": 3.0}, {}),
    ],
)
def test_metrics_of_a_baseline_are_told_by_their_names(names: dict[str, float], found: dict[str, float]) -> None:
    assert baselines(names) == found


def read(store: tuple[Path, str], whose: Whose, experiment: str | None = None) -> Reading:
    return mlflow_source(store[1], store[0], experiment).read(whose, NOW)


def test_runs_are_matched_by_commit_and_the_others_counted(store: tuple[Path, str]) -> None:
    reading = read(store, Whose(commits={COMMIT}))
    runs = [each for each in reading.records if isinstance(each, PipelineRun)]
    assert len(runs) == 5
    assert (runs[0].params, runs[0].metrics) in [({"depth": str(number)}, {"auc": 0.8}) for number in range(1, 6)]
    assert (runs[0].commit, runs[0].by, runs[0].status) == (COMMIT, "ann", "success")
    assert reading.seen.unmatched == 1
    assert reading.seen.problems == ()


def test_versions_and_their_alias_are_releases(store: tuple[Path, str]) -> None:
    reading = read(store, Whose(commits={COMMIT}))
    releases = [each for each in reading.records if isinstance(each, ModelRelease)]
    assert {(each.decision, each.stage, each.version) for each in releases} == {
        ("registered", "champion", "1"), ("promoted", "champion", "1"),
    }  # fmt: skip
    assert all(each.run and each.metrics == {"auc": 0.8} for each in releases)


def test_an_experiment_can_be_named(store: tuple[Path, str]) -> None:
    assert read(store, Whose(), "flights").seen.counts["pipeline_run"] == 6
    assert "pipeline_run" not in read(store, Whose(), "others").seen.counts


@pytest.mark.parametrize("address", ["none.db", "no/folder", "sqlite:///none.db"])
def test_a_store_that_is_gone_is_a_note(tmp_path: Path, address: str) -> None:
    reading = mlflow_source(address, tmp_path).read(Whose(), NOW)
    assert reading.records == ()
    assert "cannot be read" not in reading.seen.sentence
    assert reading.seen.problems


def test_a_file_that_is_no_database_is_a_note_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mlflow.db").write_text("not a database")
    reading = mlflow_source("mlflow.db", tmp_path).read(Whose(), NOW)
    assert "not a database of MLflow" in reading.seen.problems[0]
    assert [each.name for each in tmp_path.iterdir()] == ["mlflow.db"]


def a_run(start: int, experiment: str = "Default") -> TrackedRun:
    return TrackedRun(str(start), experiment, "FINISHED", start, start + 1, {}, {}, {})


def test_two_runs_a_minute_apart_in_the_default_experiment_are_a_demonstration() -> None:
    assert demonstrations([a_run(0), a_run(60_000)]) == {"0", "60000"}
    assert demonstrations([a_run(0), a_run(86_400_000)]) == frozenset()
    assert demonstrations([a_run(0, "flights"), a_run(60_000, "flights")]) == frozenset()


ANSWERS: dict[str, Any] = {
    "experiments/search": {"experiments": [{"experiment_id": "1", "name": "flights"}]},
    "runs/search": {
        "runs": [
            {
                "info": {"run_id": "r1", "status": "FINISHED", "start_time": 1_790_000_000_000, "end_time": 1_790_000_060_000},
                "data": {
                    "tags": [{"key": "mlflow.source.git.repoURL", "value": "git@github.com:acme/flights.git"}],
                    "params": [{"key": "depth", "value": "3"}],
                    "metrics": [{"key": "auc", "value": 0.8}],
                },
            }
        ]
    },
    "registered-models/search": {
        "registered_models": [{"name": "flights", "aliases": [{"alias": "champion", "version": "1"}]}]
    },
    "model-versions/search": {
        "model_versions": [{"name": "flights", "version": "1", "run_id": "r1", "creation_timestamp": 1_790_000_090_000}]
    },
}  # fmt: skip


class Answering(BaseHTTPRequestHandler):
    """Speaks as a tracking server does."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_GET(self) -> None:
        known = ANSWERS.get(self.path.partition("/mlflow/")[2].partition("?")[0])
        body = json.dumps(known or {}).encode()
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[str]:
    listening = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def test_a_server_is_asked_over_its_interface(server: str, tmp_path: Path) -> None:
    reading = mlflow_source(server, tmp_path).read(Whose(remote="https://github.com/acme/flights"), NOW)
    assert reading.seen.problems == ()
    assert reading.seen.counts == {"pipeline_run": 1, "model_release": 2}


def test_a_server_that_is_down_is_a_note(tmp_path: Path) -> None:
    reading = mlflow_source("http://127.0.0.1:9", tmp_path).read(Whose(), NOW)
    assert reading.seen.problems[0].startswith("does not answer")
