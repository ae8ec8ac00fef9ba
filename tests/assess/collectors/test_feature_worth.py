"""What features are worth."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.feature_worth import FeatureWorth, FeatureWorthCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> FeatureWorth:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [FeatureWorth])
    return evidence.seen[FeatureWorth]


def test_keeps_the_rules():
    check_collector(FeatureWorthCollector)


def test_a_plot_in_a_notebook_is_told_apart():
    cell = {"cell_type": "code", "source": "import shap\nshap.Explainer(m)", "outputs": [], "metadata": {}}
    book = {"cells": [cell], "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    found = collect({"look.ipynb": json.dumps(book)})
    assert not found.measured
    assert found.in_notebooks
