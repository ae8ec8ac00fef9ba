"""Whose data it is."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.people_data import PeopleData, PeopleDataCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> PeopleData:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [PeopleData])
    return evidence.seen[PeopleData]


def test_keeps_the_rules():
    check_collector(PeopleDataCollector)


def test_two_fields_of_a_person_make_it_about_people():
    assert collect({"train.py": 'FEATURES = ["age", "income"]\n'}).about_people


def test_wine_is_not_about_people():
    assert not collect({"train.py": 'FEATURES = ["alcohol", "age"]\n'}).about_people
