"""What gives data a version."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.data_versions import DataVersions, DataVersionsCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.assess.versions import How
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> DataVersions:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [DataVersions])
    return evidence.seen[DataVersions]


def test_keeps_the_rules():
    check_collector(DataVersionsCollector)


READER = "import pandas as pd\nfrom sklearn.svm import SVC\nd = pd.read_csv({path!r})\nSVC().fit(d, d)\n"


def kinds(files):
    return [each.how for each in collect(files).versions]


def test_a_pointer_needs_a_remote_that_others_reach():
    pointer = {"a.csv.dvc": "outs:\n- md5: 22a1\n  path: a.csv\n"}
    remote = "['remote \"s\"']\nurl = {}\n"
    (version,) = collect({**pointer, ".dvc/config": remote.format("s3://b/dvc")}).versions
    assert (version.how, version.immutable) == (How.DVC, True)
    (version,) = collect({**pointer, ".dvc/config": remote.format("/tmp/store")}).versions
    assert "/tmp/store" in version.broken
    (version,) = collect(pointer).versions
    assert not version.immutable


def test_an_empty_pointer_is_nothing():
    assert kinds({"a.csv.dvc": "outs:\n- path: a.csv\n", "dvc.lock": "stages: ["}) == []


def test_data_in_git_counts_when_code_names_it():
    found = collect(
        {"train.py": READER.format(path="data/a.csv"), "data/a.csv": "a,b\n1,2\n", "data/b.csv": "a,b\n1,2\n"}
    )
    assert [each.what for each in found.versions] == ["data/a.csv"]
    assert found.committed == {"data/a.csv"}


@pytest.mark.parametrize("text", ["", "a,b", "a,b\n", "\n"])
def test_a_table_without_rows_is_no_data(text):
    assert not collect({"train.py": READER.format(path="data/a.csv"), "data/a.csv": text}).committed


def test_r_names_data_too():
    assert kinds({"train.R": 'd <- read.csv("data/a.csv")\nm <- lm(y ~ x, d)\n', "data/a.csv": "x,y\n1,2\n"}) == [
        How.COMMITTED
    ]


def test_a_pointer_of_git_lfs():
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    assert kinds({"data/a.parquet": pointer, ".gitattributes": "*.parquet filter=lfs\n"}) == [How.LFS]


def test_time_travel_and_ids_that_code_uses():
    code = (
        "import mlflow\nfrom pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\n"
        "if __name__ == '__main__':\n    d = spark.read.format('delta').option('versionAsOf', "
        "3).load('t')\n    mlflow.log_input(d)\n"
    )
    assert set(kinds({"train.py": code})) == {How.TIME_TRAVEL, How.DATASET_ID}


def test_the_newest_version_is_none():
    latest = "import wandb\nrun = wandb.init()\nif __name__ == '__main__':\n    run.use_artifact('a:latest')\n"
    assert kinds({"train.py": latest}) == []
    assert kinds({"train.py": latest.replace("latest", "v3")}) == [How.DATASET_ID]


def test_a_record_with_a_hash_and_one_with_a_time_only():
    code = (
        "import json\ndef snapshot(x):\n    json.dump({{'dataset': 1, 'created_at': 2, {key!r}: 3}}, "
        "open('m', 'w'))\nif __name__ == '__main__':\n  "
        " "
        " "
        "snapshot(1)\n"
    )
    assert kinds({"a.py": code.format(key="sha256")}) == [How.MANIFEST]
    assert kinds({"a.py": code.format(key="rows")}) == [How.SNAPSHOT]


def test_names_whose_content_changes():
    branch = "https://raw.githubusercontent.com/a/b/main/data.csv"
    fixed = "https://raw.githubusercontent.com/a/b/" + "0123456789" * 4 + "/data.csv"
    assert [each.why for each in collect({"train.py": READER.format(path=branch)}).mutable] == [
        "a branch of a repository"
    ]
    assert collect({"train.py": READER.format(path=fixed)}).mutable == ()


def test_a_bucket_that_keeps_old_objects():
    bucket = 'resource "google_storage_bucket" "d" {\n  versioning {\n    enabled = %s\n  }\n}\n'
    assert kinds({"main.tf": bucket % "true"}) == [How.BUCKET]
    assert kinds({"main.tf": bucket % "false"}) == []


def test_data_in_git_that_only_what_watches_reads_gives_training_no_version():
    look = "import pandas as pd\nif __name__ == '__main__':\n    pd.read_csv('data/before.csv').describe()\n"
    files = {"watch/look.py": look, "data/before.csv": "a,b\n1,2\n", "data/a.csv": "a,b\n1,2\n"}
    found = collect({**files, "train.py": READER.format(path="data/a.csv")})
    assert found.committed == {"data/a.csv"}


def test_a_file_in_git_that_training_downloads_anew_is_no_version():
    fetch = "from google.cloud import storage\nstorage.Client().bucket('b').blob(NAME).download_to_filename(NAME)\n"
    files = {"settings.json": '{"NAME": "rides.csv"}', "data/rides.csv": "a,b\n1,2\n"}
    read = READER.format(path="x").replace("'x'", "NAME")
    assert kinds({**files, "train.py": read}) == [How.COMMITTED]
    assert How.COMMITTED not in kinds({**files, "train.py": fetch + read})
