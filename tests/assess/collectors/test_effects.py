"""Offline metrics beside online effects."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.effects import Effects, EffectsCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Effects:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Effects])
    return evidence.seen[Effects]


def test_keeps_the_rules():
    check_collector(EffectsCollector)


def test_a_table_with_both():
    ((place, rows),) = collect(
        {"releases/effects.csv": "release,offline_auc,ab_test_lift\n1,.6,.01\n2,.7,.02\n"}
    ).tables
    assert place.path == "releases/effects.csv"
    assert rows == 2


def test_a_table_in_a_document():
    text = "# Launches\n\n| release | test_auc | conversion_lift |\n|---|---|---|\n| 4 | 0.7 | 0.01 |\n| 5 | | |\n"
    ((_, rows),) = collect({"docs/launches.md": text}).tables
    assert rows == 2


def test_a_feature_store_is_no_effect():
    assert collect({"releases/stores.csv": "release,offline_store,online_store\n1,a,b\n"}).tables == ()


def test_a_record_that_code_writes():
    code = "def row():\n    return {'offline_auc': 1, 'online_lift': 2}\nprint(row())\n"
    assert collect({"Makefile": "x:\n\tpython release.py\n", "release.py": code}).recorded
