"""Signals that start training."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.retraining_triggers import RetrainingTriggers, RetrainingTriggersCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> RetrainingTriggers:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [RetrainingTriggers])
    return evidence.seen[RetrainingTriggers]


def test_keeps_the_rules():
    check_collector(RetrainingTriggersCollector)


TIMER = (
    "on:\n  schedule:\n    - cron: '0 5 * * *'\njobs:\n  watch:\n    runs-on: x\n    steps:\n"
    "      - run: python watch.py\n"
)
TRAIN = (
    "from sklearn.linear_model import LogisticRegression\n"
    "def train():\n    return LogisticRegression().fit([[0]], [1])\n"
)
WATCH = "from train import train\ndef watch(drift_score, days_since_training, n_samples):\n{body}watch(1, 2, 3)\n"


def triggers(body, **more):
    files = {".github/workflows/w.yml": TIMER, "watch.py": WATCH.format(body=body), "train.py": TRAIN}
    return collect(files | more)


def test_a_condition_with_training_behind_it():
    (trigger,) = triggers("    if drift_score > 0.2:\n        train()\n").triggers
    assert trigger.signal == "drift_score"
    assert trigger.unattended
    assert not trigger.cooldown
    assert not trigger.minimum


def test_limits_in_the_same_function():
    body = (
        "    if days_since_training < 7 or n_samples < 500:\n        return\n"
        "    if drift_score > 0.2:\n        train()\n"
    )
    (trigger,) = triggers(body).triggers
    assert trigger.cooldown
    assert trigger.minimum


def test_training_before_the_condition_is_not_started_by_it():
    found = triggers("    train()\n    if drift_score > 0.2:\n        print(drift_score)\n")
    assert found.triggers == ()
    assert found.watched


def test_a_schedule_is_no_signal():
    assert triggers("    train()\n").triggers == ()


def test_a_call_to_an_orchestrator():
    (trigger,) = triggers("    if drift_score > 0.2:\n        trigger_dag('train')\n").triggers
    assert trigger.signal == "drift_score"


def test_a_job_of_ci_under_a_condition():
    text = (
        "on:\n  schedule:\n    - cron: '0 5 * * *'\njobs:\n  watch:\n    runs-on: x\n"
        "    steps:\n      - run: python x.py\n"
        "  train:\n    needs: watch\n    if: needs.watch.outputs.drift == 'true'\n    runs-on: x\n"
        "    steps:\n      - run: python train.py\n"
    )
    (trigger,) = collect(
        {".github/workflows/w.yml": text, "train.py": TRAIN + "train()\n", "x.py": "print()\n"}
    ).triggers
    assert trigger.unattended


def test_an_alarm_that_starts_a_pipeline():
    text = (
        'resource "aws_cloudwatch_event_rule" "drift" {\n  description = "model monitor violation"\n}\n'
        'resource "aws_cloudwatch_event_target" "training" {\n  sagemaker_pipeline_target {}\n}\n'
    )
    assert collect({"main.tf": text}).triggers


def test_a_job_that_waits_for_an_event_nobody_sends():
    text = (
        "name: retrain on drift\non:\n  repository_dispatch:\njobs:\n  train:\n    runs-on: x\n"
        "    steps:\n      - run: make\n"
    )
    assert collect({".github/workflows/r.yml": text}).handlers


def test_an_object_that_is_made_is_no_signal():
    body = "    drift_checks = DriftChecks(days_since_training)\n    start_pipeline_execution(drift_checks)\n"
    assert triggers(body).triggers == ()


NAMED = (
    "from celery import shared_task\nfrom train import train\n@shared_task\ndef retrain_when_accuracy_drops():\n"
    "    {body}\n\nif __name__ == '__main__':\n    retrain_when_accuracy_drops()\n"
)


def test_a_decorated_function_that_is_only_named_after_a_signal_is_none():
    assert triggers("    return\n", **{"again.py": NAMED.format(body="train()")}).triggers == ()
    asked = NAMED.format(body="accuracy_drop = ask()\n    if accuracy_drop > 0.1:\n        train()")
    assert triggers("    return\n", **{"again.py": asked}).triggers
