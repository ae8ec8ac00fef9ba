"""What is written about the data."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.data_sheets import DataSheets, DataSheetsCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> DataSheets:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [DataSheets])
    return evidence.seen[DataSheets]


def test_keeps_the_rules():
    check_collector(DataSheetsCollector)


def test_source_period_and_fields_are_told_apart():
    text = "# Data\n\nFrom https://data.gov/dataset/bikes, 2019 to 2023.\n\n| column | meaning |\n|---|---|\n"
    text += "| hour | of the day |\n| n | rentals |\n| wind | in m/s |\n"
    found = collect({"data/README.md": text})
    assert found.source.source.startswith("https://data.gov")
    assert found.period.period == "2019 to 2023"
    assert found.fields.fields == 3


def test_other_sections_say_nothing_of_the_data():
    assert not collect(
        {"README.md": "# App\n\n## Deployment\n\n- host: the machine\n- port: where\n- user: who\n"}
    ).sheets
