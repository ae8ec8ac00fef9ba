"""What is written about the data."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

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


FIT = "from sklearn.svm import SVC\nif __name__ == '__main__':\n    SVC().fit(rows, kinds)\n"


def test_rows_that_a_library_brings_along_are_a_named_public_set() -> None:
    read = "from sklearn.datasets import load_wine\nrows, kinds = load_wine(return_X_y=True)\n"
    found = collect({"fit.py": read + FIT}).named
    assert found
    assert found[0] == "sklearn.datasets.load_wine"


def test_rows_that_are_made_up_are_no_public_set() -> None:
    made = "from sklearn.datasets import make_blobs\nrows, kinds = make_blobs(100)\n"
    assert collect({"fit.py": made + FIT}).named is None


def test_the_contest_that_a_readme_is_about_hands_out_a_known_set() -> None:
    readme = "# Whales\n\nOur entry to [a contest](https://www.kaggle.com/competitions/happy-whale).\n"
    found = collect({"README.md": readme, "fit.py": FIT}).named
    assert found
    assert found[0] == "kaggle.com/competitions/happy-whale"
    assert collect({"README.md": readme.replace("competitions", "code"), "fit.py": FIT}).named is None


def test_a_notebook_that_reads_the_data_may_say_where_it_is_from() -> None:
    told = {"cell_type": "markdown", "metadata": {}, "source": "From https://archive.ics.uci.edu/dataset/9/auto+mpg"}
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "import pandas as pd\npd.read_csv('mpg.csv')"}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [told, code]}
    found = collect({"look.ipynb": json.dumps(book)}).source
    assert found
    assert found.source.startswith("https://archive.ics.uci.edu")
    assert found.place.note == "cell 1"
    assert (
        collect({"look.ipynb": json.dumps({**book, "cells": [{**told, "source": "https://x.org"}, code]})}).source
        is None
    )
    assert collect({"look.ipynb": "{", "fit.py": FIT}).source is None


@pytest.mark.parametrize(
    "line",
    [
        "| at | whole seconds since 1 January 1970 |",
        "| at | day of the row, such as 2021-05-01 to 2021-05-02 |",
        "| at | year of building, for example in 1987 |",
    ],
)
def test_an_example_of_a_value_and_the_day_clocks_count_from_are_no_period(line: str) -> None:
    text = (
        f"# Data\n\nFrom https://data.gov/dataset/bikes.\n\n| column | meaning |\n|---|---|\n{line}\n| n | rentals |\n"
    )
    assert collect({"data/README.md": text}).period is None
    told = text + "\nRows were collected between March 2019 and May 2021.\n"
    assert collect({"data/README.md": told}).period is not None
