"""Steps that a platform of pipelines runs by itself: training, checks and reports without a call that fits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.feature_worth import FeatureWorth
from rung.assess.collectors.training import Training
from rung.assess.collectors.validation import Validation
from rung.assess.dataflow import Side
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
GRAPH = (
    "from sagemaker.debugger import rule_configs\nfrom sagemaker.workflow.pipeline import Pipeline\n"
    "from sagemaker.workflow.quality_check_step import QualityCheckStep\n"
    "from sagemaker.workflow.steps import CacheConfig, ProcessingStep, TrainingStep\n\n\n"
    "def build():\n    check = QualityCheckStep(name='CheckRows', skip_check={})\n"
    "    rules = [rule_configs.create_xgboost_report()]\n    fit = {}(name='Train', rules=rules)\n"
    "    return Pipeline(name='tides', steps=[check, fit])\n\n\nif __name__ == '__main__':\n    build().upsert()\n"
)


def collect(text: str, *kinds: type):
    tree = MemoryTree({"graph.py": text})
    evidence = ENGINE.start({Tree: tree, Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()})
    ENGINE.collect(evidence, kinds)
    return [evidence.seen[each] for each in kinds]


@pytest.mark.parametrize(("step", "count"), [("TrainingStep", 1), ("ProcessingStep", 0)])
def test_a_step_that_trains_is_training(step: str, count: int):
    (training,) = collect(GRAPH.format(False, step), Training)
    assert len(training.runnable) == count


@pytest.mark.parametrize("skips", [True, False])
def test_a_step_that_skips_its_check_stops_nothing(skips: bool):
    (validation,) = collect(GRAPH.format(skips, "TrainingStep"), Validation)
    assert bool(validation.stopping(Side.TRAINING)) is not skips


def test_a_report_of_the_platform_is_kept():
    (worth,) = collect(GRAPH.format(False, "TrainingStep"), FeatureWorth)
    assert len(worth.kept) == 1
