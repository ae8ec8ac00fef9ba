"""What can stop a run on bad data."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.validation import Validation, ValidationCollector
from rung.assess.dataflow import Side
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Validation:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Validation])
    return evidence.seen[Validation]


def test_keeps_the_rules():
    check_collector(ValidationCollector)


TRAIN = """
import pandas as pd
from sklearn.linear_model import Ridge

def check(frame):
    if frame["hour"].isna().any():
        raise ValueError("hours are missing")

def main():
    frame = pd.read_csv("r.csv")
    {before}
    model = Ridge()
    model.fit(frame[["hour"]], frame["n"])
    {after}

if __name__ == "__main__":
    main()
"""


def test_a_check_before_the_fit_stops_it():
    (found,) = collect({"train.py": TRAIN.format(before="check(frame)", after="")}).stopping(Side.TRAINING)
    assert found.what == "check"


def test_a_check_after_the_fit_is_too_late():
    assert not collect({"train.py": TRAIN.format(before="", after="check(frame)")}).stopping(Side.TRAINING)


def test_a_caught_error_stops_nothing():
    caught = "try:\n        check(frame)\n    except Exception:\n        print('bad')"
    found = collect({"train.py": TRAIN.format(before=caught, after="")})
    assert not found.stopping(Side.TRAINING)
    assert "caught in main" in found.idle[0].why_not
