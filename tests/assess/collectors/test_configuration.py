"""Where parameters come from."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.configuration import Configuration, ConfigurationCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Configuration:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Configuration])
    return evidence.seen[Configuration]


def test_keeps_the_rules():
    check_collector(ConfigurationCollector)


FIT = "from sklearn.svm import SVC\nSVC(**{}).fit([[1]], [1])\n"


def test_a_file_that_is_read_and_there():
    found = collect(
        {"train.py": "import yaml\np = yaml.safe_load(open('conf/params.yaml'))\n" + FIT, "conf/params.yaml": "c: 1"}
    )
    assert [each.what for each in found.files] == ["conf/params.yaml"]
    assert found.absent == ()


def test_a_file_that_is_read_and_absent():
    found = collect({"train.py": "import yaml\np = yaml.safe_load(open('params.yaml'))\n" + FIT})
    assert (found.files, [each.what for each in found.absent]) == ((), ["params.yaml"])


def test_a_file_that_nothing_reads():
    assert collect({"train.py": FIT, "params.yaml": "c: 1"}).files == ()


def test_json_data_is_not_configuration():
    assert (
        collect({"train.py": "import json\nd = json.load(open('labels.json'))\n" + FIT, "labels.json": "[]"}).files
        == ()
    )


def test_settings_modules_are_imported_by_somebody():
    settings = "RATE = 0.1\nDEPTH = 3\n"
    assert [each.what for each in collect({"config.py": settings, "train.py": "import config\n" + FIT}).modules] == [
        "config.py"
    ]
    assert collect({"config.py": settings, "train.py": FIT}).modules == ()


def test_numbers_in_the_code_and_paths_of_one_machine():
    found = collect(
        {
            "train.py": "from sklearn.svm import SVC\nd = '/home/ana/a.csv'\nSVC(C=1, tol=2, degree=3, "
            "n_jobs=4).fit(d, d)\n"
        }
    )
    assert [each.what for each in found.literals] == ["SVC"]
    assert [each.what for each in found.user_paths] == ["/home/ana/a.csv"]


def test_addresses_are_not_paths_of_one_machine():
    assert collect({"train.py": "import pandas\nd = 'gs://bucket/a.csv'\n" + FIT}).user_paths == ()
