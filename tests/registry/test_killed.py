"""kill -9 at every commit point: nothing is half-registered, the next call completes, MLflow is repaired."""

from __future__ import annotations

import importlib
import os
import signal
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from registry.conftest import ANN
from rung.registry.loading import load
from rung.registry.packaging import Package
from rung.registry.projecting import project_to_mlflow
from rung.registry.registering import register
from rung.registry.tracking import Tracking
from rung.store.files import BlobStore
from rung.store.opening import open_store
from rung.store.transactions import Store
from store.values import a_run, an_evaluation, assert_consistent

POINTS = [
    ("before", "rung.registry.registering:keep", 0),
    ("after", "rung.registry.registering:keep", 0),
    ("after", "rung.store.model_versions:ModelWriter.register", 0),
    ("after", "rung.store.audit:AuditWriter.settle", 0),
    ("before", "sqlalchemy:Connection.commit", 0),
    ("after", "sqlalchemy:Connection.commit", 1),
    ("before", "rung.registry.tracking:Tracking.record", 1),
    ("after", "mlflow:MlflowClient.create_registered_model", 1),
    ("after", "mlflow:MlflowClient.create_experiment", 1),
    ("after", "mlflow:MlflowClient.create_run", 1),
    ("after", "mlflow:MlflowClient.log_batch", 1),
    ("after", "mlflow:MlflowClient.log_artifacts", 1),
    ("after", "mlflow:MlflowClient.create_model_version", 1),
    ("after", "mlflow:MlflowClient.set_registered_model_alias", 1),
    ("before", "rung.store.outbox:OutboxWriter.told", 1),
    ("after", "rung.store.outbox:OutboxWriter.told", 1),
]
"""When, where, and how many versions are registered by then."""


def kill_at(when: str, where: str) -> None:
    """This process kills itself there."""
    module, _, path = where.partition(":")
    holder: Any = importlib.import_module(module)
    *owners, name = path.split(".")
    for each in owners:
        holder = getattr(holder, each)
    call: Callable[..., Any] = getattr(holder, name)

    def instead(*words: Any, **named: Any) -> Any:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        made = call(*words, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        return made

    setattr(holder, name, instead)


def in_a_process_that_dies(work: Callable[[], None]) -> int:
    """Its end. Forked, because MLflow takes seconds to import; it opens its own store and its own MLflow."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads: this process does nothing else meanwhile
        child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(99)  # it should have died
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
@pytest.mark.parametrize(("when", "where", "registered"), POINTS)
def test_killed_anywhere_it_is_done_again(
    made: Package, store: Store, files: BlobStore, tracking: Tracking, tmp_path: Path,
    when: str, where: str, registered: int,
) -> None:  # fmt: skip
    store.close()

    def work() -> None:
        kill_at(when, where)
        with open_store(tmp_path / ".rung" / "store.db") as mine:
            register(made, mine, files, ANN, model="flights", run=a_run(), evaluation=an_evaluation())
            project_to_mlflow(mine, tracking, files, ANN)

    assert in_a_process_that_dies(work) == -signal.SIGKILL
    assert_consistent(store)
    with store.reading() as reader:
        there = reader.models.versions("flights")
    assert len(there) == registered
    for each in there:
        load(each, files, tmp_path / "cache")

    version = register(made, store, files, ANN, model="flights", run=a_run(), evaluation=an_evaluation())
    assert version.version == 1
    project_to_mlflow(store, tracking, files, ANN)
    assert_consistent(store)
    with store.reading() as reader:
        assert [each.version for each in reader.models.versions("flights")] == [1]
        assert reader.outbox.waiting() == []
    (shown,) = tracking.client.search_model_versions("name = 'flights'")
    assert (shown.tags["rung.version"], shown.tags["rung.digest"]) == ("1", version.digest)
    pointed = tracking.client.get_model_version_by_alias("flights", "challenger")
    assert pointed.version == shown.version
    assert len(tracking.client.search_runs([tracking.experiment_id])) == 1
    assert not project_to_mlflow(store, tracking, files, ANN, everything=True).changed
