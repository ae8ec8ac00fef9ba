"""What both sides share."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.shared_features import SharedFeatures, SharedFeaturesCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> SharedFeatures:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [SharedFeatures])
    return evidence.seen[SharedFeatures]


def test_keeps_the_rules():
    check_collector(SharedFeaturesCollector)


def test_nothing_served_means_nothing_to_share():
    assert not collect({"train.py": "from sklearn.linear_model import Ridge\nRidge().fit(X, y)\n"}).serves
