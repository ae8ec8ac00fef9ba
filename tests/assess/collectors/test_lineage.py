"""The links from prediction to data."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.lineage import Lineage, LineageCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Lineage:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Lineage])
    return evidence.seen[Lineage]


def test_keeps_the_rules():
    check_collector(LineageCollector)


def test_a_lock_file_ties_a_run_together():
    found = collect({"dvc.lock": "schema: '2.0'\nstages: {}\n"})
    assert found.locked
    assert not found.version


SCORE = """
from {0} import Collector


def init():
    global seen, model
    model = load("model")
    seen = Collector(name="rows")


def run(rows):
    seen.collect(rows)
    return model.predict(rows)
"""


def test_the_collector_of_a_platform_writes_the_version_beside_the_row():
    assert collect({"score.py": SCORE.format("azureml.ai.monitoring")}).predictions


def test_a_collector_of_another_package_says_nothing_of_the_version():
    assert not collect({"score.py": SCORE.format("stamps")}).predictions


JOB = (
    "$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json\ncommand: python fit.py\n"
    "inputs:\n  rows:\n    type: uri_file\n    path: {0}\n"
)


def test_a_job_keeps_which_version_of_an_asset_it_was_given():
    assert collect({"job.yml": JOB.format("azureml:tides@latest")}).data
    assert not collect({"job.yml": JOB.format("https://example.org/tides.csv")}).data
