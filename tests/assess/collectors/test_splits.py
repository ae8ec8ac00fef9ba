"""How rows are held back, and how they leak."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.splits import Rule, Splits, SplitsCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Splits:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Splits])
    return evidence.seen[Splits]


def test_keeps_the_rules():
    check_collector(SplitsCollector)


TRAIN = """
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

X, y = pd.read_csv("x.csv"), pd.read_csv("y.csv")
{before}
X_train, X_test, y_train, y_test = train_test_split(X, y{seed})
model = Ridge()
model.fit(X_train, y_train{watched})
"""


def train(before="", seed="", watched="") -> Splits:
    return collect({"train.py": TRAIN.format(before=before, seed=seed, watched=watched)})


def test_without_a_seed_rows_are_drawn_by_chance():
    assert [each.rule for each in train().splits] == [Rule.CHANCE]


def test_a_seed_fixes_the_split():
    assert [each.rule for each in train(seed=", random_state=1").splits] == [Rule.SEED]


def test_a_scaler_before_the_split_leaks():
    assert "StandardScaler" in train(before="X = StandardScaler().fit_transform(X)").leaks[0].why


def test_early_stopping_on_the_test_rows_is_tuning():
    assert "eval_set" in train(watched=", eval_set=[(X_test, y_test)]").tuned[0].why


MAIN = "if __name__ == '__main__':\n    {}\n"


def test_a_function_that_takes_a_portion_splits() -> None:
    body = "    rng = np.random.default_rng(seed)\n    order = rng.permutation(len(ids))\n    return ids[order]\n"
    split = f"import numpy as np\ndef split_sites(ids, val_frac, seed):\n{body}" + MAIN.format(
        "split_sites(ids, 0.2, 1)"
    )
    assert [each.what for each in collect({"data.py": split}).splits] == ["split_sites"]
    assert not collect({"data.py": split.replace("split_sites", "build_split_arrays")}).splits
    timed = "def split_visits(rows, cutoff):\n    old = rows[rows.t < cutoff]\n    return old, rows\n" + MAIN.format(
        "split_visits(r, 1)"
    )
    assert collect({"data.py": timed}).splits[0].rule is Rule.TIME
