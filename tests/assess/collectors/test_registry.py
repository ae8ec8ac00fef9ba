"""Where models are registered, promoted, and taken from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.registry import Registry, RegistryCollector
from rung.assess.engine import Engine
from rung.assess.registries.base import Resolution
from rung.assess.registries.calls import resolution
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
SERVE = """
import mlflow
from fastapi import FastAPI
app = FastAPI()
model = mlflow.pyfunc.load_model("{}")
@app.post("/predict")
def predict(row: dict):
    return model.predict([row])
"""
TRAIN = """
import mlflow
{}
if __name__ == "__main__":
    mlflow.register_model("runs:/1/model", "churn")
"""
DOCKER = 'FROM python:3.12\nCOPY serve.py .\nCMD ["uvicorn", "serve:app"]\n'


def collect(files) -> Registry:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Registry])
    return evidence.seen[Registry]


def test_keeps_the_rules():
    check_collector(RegistryCollector)


@pytest.mark.parametrize(
    ("address", "how"),
    [
        ("models:/churn/7", Resolution.PINNED),
        ("models:/churn@champion", Resolution.ALIAS),
        ("models:/churn/Production", Resolution.ALIAS),
        ("models:/churn/latest", Resolution.NEWEST),
        ("models:/{}/{}", Resolution.OPEN),
    ],
)
def test_how_an_address_chooses(address, how):
    assert resolution(address) is how


def test_serving_takes_its_model_from_the_registry():
    found = collect({"serve.py": SERVE.format("models:/churn@champion"), "Dockerfile": DOCKER})
    assert {each.how for each in found.serving} == {Resolution.ALIAS}
    assert found.files == ()


def test_serving_loads_a_file():
    serve = SERVE.replace("import mlflow", "import joblib").replace("mlflow.pyfunc.load_model", "joblib.load")
    found = collect({"serve.py": serve.format("model.joblib"), "Dockerfile": DOCKER})
    assert found.serving == ()


@pytest.mark.parametrize(
    ("store", "local"),
    [
        ("", True),
        ('mlflow.set_tracking_uri("sqlite:///a.db")', True),
        ('mlflow.set_tracking_uri("https://m.shop.net")', False),
    ],
)
def test_a_store_on_one_machine(store, local):
    assert bool(collect({"train.py": TRAIN.format(store)}).local) is local


def test_a_volume_is_no_address():
    compose = "services:\n  a:\n    image: a\n    volumes:\n      - models:/app/models\n"
    assert collect({"docker-compose.yml": compose}).uses == ()


def test_registering_in_tests_only_does_not_count():
    assert collect({"tests/test_a.py": TRAIN.format("")}).registered == ()
