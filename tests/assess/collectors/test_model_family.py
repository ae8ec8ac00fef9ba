"""Many models, or many algorithms for one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.model_family import ModelFamily, ModelFamilyCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> ModelFamily:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [ModelFamily])
    return evidence.seen[ModelFamily]


def test_keeps_the_rules():
    check_collector(ModelFamilyCollector)


MAKE = "train:\n\tpython train.py\n"
TRAIN = (
    "from sklearn.linear_model import LogisticRegression\n{models}\n"
    "for each in MODELS:\n    LogisticRegression().fit([[0]], [1])\n"
)


def family(models):
    return collect({"Makefile": MAKE, "train.py": TRAIN.format(models=models)})


def test_a_list_of_models():
    assert family("MODELS = ['late_arrivals', 'no_shows']").instantiated
    assert family("MODELS = {'late_arrivals': 'a.sql', 'no_shows': 'b.sql'}").instantiated


def test_one_entry_is_one_model():
    assert family("MODELS = ['late_arrivals']").instantiated == ()


def test_names_of_algorithms_are_one_model():
    assert family("MODELS = ['random_forest', 'xgboost', 'mine']").instantiated == ()


def test_estimators_are_one_model():
    assert family("MODELS = {'plain': LogisticRegression(), 'other': LogisticRegression()}").instantiated == ()


def test_a_matrix_of_models():
    text = (
        "on: push\njobs:\n  train:\n    runs-on: x\n    strategy:\n      matrix:\n        model: [{}]\n"
        "    steps:\n      - run: make\n"
    )
    assert collect({".github/workflows/t.yml": text.format("late, bags")}).instantiated
    assert collect({".github/workflows/t.yml": text.format("xgboost, lightgbm")}).instantiated == ()


def test_a_loop_in_terraform():
    assert collect({"main.tf": "for_each = var.model_configs\n"}).parameterised
    assert collect({"main.tf": "for_each = toset(local.pipelines_sa_roles)\n"}).parameterised == ()


def test_a_loop_over_stages():
    text = "stages:\n  train_model:\n    foreach: {}\n    do:\n      cmd: python train.py\n"
    assert collect({"dvc.yaml": text.format("[late, bags]")}).instantiated


@pytest.mark.parametrize(
    ("made", "count"),
    [("build_training_pipeline", 1), ("create_dag", 1), ("create_pipeline_run", 0), ("make_flow_run_state", 0)],
)
def test_a_loop_that_makes_graphs_and_one_that_starts_runs(made: str, count: int) -> None:
    loop = f"for name in names():\n    {made}(name)\n"
    found = collect({"Makefile": "go:\n\tpython factory.py\n", "factory.py": f"from tools import {made}\n{loop}"})
    assert len(found.instantiated) == count
