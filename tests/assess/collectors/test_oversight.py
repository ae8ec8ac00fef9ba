"""Switches and review queues in code."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.oversight import Oversight, OversightCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Oversight:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Oversight])
    return evidence.seen[Oversight]


def test_keeps_the_rules():
    check_collector(OversightCollector)


MAKE = "retrain:\n\tpython retrain.py\n"
PAUSED = (
    "def retrain(flags):\n    if flags.retraining_paused == 1:\n        return\n    fit()\nif "
    "__name__ == '__main__':\n    "
    "retrain(1)\n"
)


def test_a_switch_that_an_entry_point_reads():
    (switch,) = collect({"Makefile": MAKE, "retrain.py": PAUSED}).switches
    assert switch.stops == "retraining"


def test_a_switch_in_code_that_nobody_starts():
    assert collect({"retrain.py": PAUSED.replace("retrain(1)", "print()")}).switches == ()


def test_early_stopping_is_no_switch():
    code = (
        "def train(stop_training, skip_training):\n    if stop_training == 1 or skip_training:\n      "
        "  return\ntrain(1, 2)\n"
    )
    assert collect({"Makefile": MAKE, "retrain.py": code}).switches == ()


def test_a_variable_of_ci_that_keeps_a_job_from_running():
    workflow = (
        "on: push\njobs:\n  train:\n    if: vars.PAUSE_RETRAINING != 'yes'\n    runs-on: x\n    "
        "steps:\n      - run: python train.py\n"
    )
    assert [each.stops for each in collect({".github/workflows/a.yml": workflow}).switches] == ["retraining"]


def test_a_queue_for_people():
    code = (
        "def send_to_review_queue(row, confidence):\n    if confidence < 0.6:\n        "
        "open('q').write(row)\nif __name__ == '__main__':\n   "
        " "
        "send_to_review_queue(1, "
        "2)\n"
    )
    found = collect({"a.py": code})
    assert found.queues
    assert found.rules
    assert not found.verdicts
