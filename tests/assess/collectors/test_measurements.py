"""Measurements of the project's own maturity."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.measurements import Measurements, MeasurementsCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Measurements:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Measurements])
    return evidence.seen[Measurements]


def test_keeps_the_rules():
    check_collector(MeasurementsCollector)


JOB = "{on}\njobs:\n  measure:\n    runs-on: x\n    steps:\n      - run: {run}\n{more}"
MONTHLY = "on:\n  schedule:\n    - cron: '0 5 1 * *'"
KEEP = "      - uses: actions/upload-artifact@v4\n"


def commands(run="rung assess", on=MONTHLY, more=""):
    return collect({".github/workflows/m.yml": JOB.format(on=on, run=run, more=more)}).commands


def test_a_scheduled_measurement_that_is_kept():
    (found,) = commands(more=KEEP)
    assert found.scheduled
    assert found.kept


def test_a_measurement_that_nobody_keeps():
    assert not commands()[0].kept


def test_a_gate_on_every_change_is_not_scheduled():
    assert not commands("rung gate", on="on: pull_request")[0].scheduled


def test_other_verbs_measure_nothing():
    assert commands("rung explain data-versioned") == ()


def test_results_of_several_months():
    files = {f"docs/maturity/maturity-2026-0{month}.json": "{}" for month in (1, 2)}
    assert len(collect(files).results) == 2
