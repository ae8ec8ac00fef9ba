"""Reviews of incidents and their guards."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.incidents import Incidents, IncidentsCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Incidents:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Incidents])
    return evidence.seen[Incidents]


def test_keeps_the_rules():
    check_collector(IncidentsCollector)


REVIEW = (
    "# Null hours\n\n## Impact\nTwo hours without scores; noticed by the carrier's desk.\n\n## Root cause\n"
    "The feed sent hours as text, and the job turned them into nulls.\n\n- {action}\n"
)


def reviews(action, **more):
    files = {"docs/postmortems/2026-03-03.md": REVIEW.format(action=action)}
    return collect(files | more).reviews


def test_a_test_that_is_there():
    (review,) = reviews("guard: `tests/test_hours.py`", **{"tests/test_hours.py": ""})
    assert review.guard == "tests/test_hours.py"
    assert review.place.line == 9


def test_a_test_that_is_not_there():
    (review,) = reviews("guard: `tests/test_hours.py`")
    assert review.guard == ""
    assert review.missing == "tests/test_hours.py"


def test_a_change_that_added_a_check():
    (review,) = reviews("new check in https://github.com/org/x/pull/12")
    assert review.guard == "/pull/12"


def test_a_resolution_is_no_guard():
    (review,) = reviews("be more careful")
    assert review.guard == ""


def test_a_template_is_no_review():
    found = collect({"docs/postmortems/template.md": REVIEW.format(action="guard:")})
    assert found.reviews == ()
    assert found.templates
