"""A store, content, and an MLflow whose tables are made once for all tests: that takes it seconds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.models import fitted, parcel, sample
from rung.domain.event import Actor
from rung.registry.engine import ENVIRONMENT, client
from rung.registry.packaging import Package, package
from rung.registry.tracking import Tracking
from rung.store.files import BlobStore
from rung.store.files.opening import open_files
from rung.store.opening import open_store
from rung.store.transactions import Store

ANN = Actor("ann")


@pytest.fixture(scope="session", autouse=True)
def quiet() -> Iterator[None]:
    """MLflow of this process is set up as Rung does it, and the variables go again."""
    before = dict(os.environ)
    os.environ.pop("MLFLOW_TRACKING_URI", None)
    os.environ.update(ENVIRONMENT)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def empty_mlflow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with MLflow's tables and nothing in them."""
    path = tmp_path_factory.mktemp("mlflow") / "empty.db"
    client(f"sqlite:///{path}").search_experiments()
    return path


@pytest.fixture
def tracking(empty_mlflow: Path, tmp_path: Path) -> Tracking:
    home = tmp_path / ".rung"
    home.mkdir(exist_ok=True)
    shutil.copyfile(empty_mlflow, home / "mlflow.db")
    return Tracking(f"sqlite:///{home / 'mlflow.db'}", "flight-delays", home / "mlflow-artifacts")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / ".rung" / "store.db") as opened:
        yield opened


@pytest.fixture
def files(tmp_path: Path) -> BlobStore:
    return open_files(tmp_path / ".rung" / "blobs")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A logistic regression, packaged."""
    room, model = tmp_path_factory.mktemp("package"), fitted()
    return package(parcel(room / "parcel", model), room / "model", sample=sample(model))
