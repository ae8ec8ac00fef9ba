"""Runbooks, rosters, and links between alerts and them."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.on_call import OnCall, OnCallCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> OnCall:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [OnCall])
    return evidence.seen[OnCall]


def test_keeps_the_rules():
    check_collector(OnCallCollector)


BOOK = (
    "# Runbook\n\n## Recall is low\n\nLook at the newest export first. Roll back with make rollback, "
    "and tell the sales desk about it.\n"
)
RULE = "groups:\n  - rules:\n      - alert: A\n        annotations:\n          runbook_url: {}\n"


def test_a_runbook_and_whom_it_names():
    assert collect({"docs/runbooks/a.md": BOOK}).runbooks
    assert not collect({"docs/runbooks/a.md": BOOK}).contacts
    assert collect({"docs/runbooks/a.md": BOOK + "\n## On call\n\nThe analytics rota.\n"}).contacts


def test_a_runbook_that_nobody_filled_in():
    found = collect({"RUNBOOK.md": "# Runbook\n\n## Alerts\n\nTODO\n"})
    assert (found.runbooks, len(found.unfilled)) == ((), 1)


def test_links_of_alerts():
    assert collect({"alerts.yml": RULE.format("https://wiki.corp.net/runbook/a")}).links
    assert collect({"alerts.yml": RULE.format("docs/a.md"), "docs/a.md": BOOK}).links
    assert collect({"alerts.yml": RULE.format("docs/a.md")}).dead_links[0][0] == "docs/a.md"
    assert not collect({"alerts.yml": RULE.format("https://example.com/runbook")}).links


def test_a_roster_as_code():
    assert collect({"on_call.tf": 'resource "pagerduty_schedule" "a" {}\n'}).rosters
    assert not collect({"examples/on_call.tf": 'resource "pagerduty_schedule" "a" {}\n'}).rosters
