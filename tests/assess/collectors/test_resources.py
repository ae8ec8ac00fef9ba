"""Limits, scaling, load tests and what machines cost."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.resources import Resources, ResourcesCollector
from rung.assess.engine import Engine
from rung.assess.resources.facts import Fact
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Resources:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Resources])
    return evidence.seen[Resources]


def test_keeps_the_rules():
    check_collector(ResourcesCollector)


def test_limits_in_a_manifest():
    assert collect({"k8s.yaml": "spec:\n  limits:\n    memory: 1Gi\n"}).of(Fact.LIMIT)[0].line == 2


def test_a_permission_to_scale_is_no_scaling():
    assert not collect({"iam.json": '{"Action": "application-autoscaling:*"}'}).of(Fact.SCALING)


def test_a_budget_in_terraform():
    assert collect({"main.tf": 'resource "aws_budgets_budget" "x" {}\n'}).of(Fact.BUDGET)


MAKE = "train:\n\tpython train.py\n"
RUN = "import mlflow\nwith mlflow.start_run(log_system_metrics={value}):\n    pass\n"


def test_system_metrics_that_are_switched_on():
    assert collect({"Makefile": MAKE, "train.py": RUN.format(value="True")}).measured


def test_system_metrics_that_are_switched_off():
    assert not collect({"Makefile": MAKE, "train.py": RUN.format(value="False")}).measured


def test_system_metrics_that_a_field_switches_on():
    settings = "class Run:\n    log_system_metrics: bool = {}\n"
    code = RUN.format(value="run.log_system_metrics")
    assert collect({"Makefile": MAKE, "train.py": code, "settings.py": settings.format("True")}).measured
    assert not collect({"Makefile": MAKE, "train.py": code, "settings.py": settings.format("False")}).measured


def test_the_price_of_a_run():
    code = "import mlflow\nmlflow.log_metrics({'training_cost_usd': 3, 'seconds': 4})\n"
    assert collect({"Makefile": MAKE, "train.py": code}).priced


def test_the_price_of_a_house_is_no_cost():
    code = "def row():\n    return {'sale_price': 3, 'rooms': 4}\nrow()\n"
    assert not collect({"Makefile": MAKE, "train.py": code}).priced


def test_a_load_script_with_and_without_a_threshold():
    code = "import requests\nfor _ in range(9):\n    requests.get('http://x')\n"
    (test,) = collect({"load_test.py": code}).load_tests
    assert not test.threshold
    (test,) = collect({"load_test.py": code + "assert took < 1\n"}).load_tests
    assert test.threshold
