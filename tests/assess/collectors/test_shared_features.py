"""What both sides share."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.shared_features import SharedFeatures, SharedFeaturesCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> SharedFeatures:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [SharedFeatures])
    return evidence.seen[SharedFeatures]


def test_keeps_the_rules():
    check_collector(SharedFeaturesCollector)


def test_nothing_served_means_nothing_to_share():
    assert not collect({"train.py": "from sklearn.linear_model import Ridge\nRidge().fit(X, y)\n"}).serves


MAKER = """
from sklearn.linear_model import Lasso
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def regressor(alpha):
    return make_pipeline({steps}Lasso(alpha))


if __name__ == "__main__":
    estimator = regressor(0.1)
    estimator.fit(rows, target)
"""
ASKED = """
from fastapi import FastAPI

app = FastAPI()


@app.post("/ask")
def ask(rows: list):
    return model.predict(rows)
"""


def test_a_function_that_puts_transformers_and_model_together_makes_one_artefact():
    found = collect({"train.py": MAKER.replace("{steps}", "StandardScaler(), "), "api.py": ASKED})
    assert [each.what for each in found.artefacts] == ["the pipeline that is saved holds the transformers"]


def test_a_function_that_makes_a_model_alone_makes_no_artefact():
    assert not collect({"train.py": MAKER.replace("{steps}", ""), "api.py": ASKED}).artefacts


STARTED = {"Procfile": "web: uvicorn api:app\n"}
CLEANING = "def clean_rows(rows):\n    rows['a'] = rows.a * 2\n    rows['b'] = rows.b + 1\n    return rows\n"
FITTING = MAKER.replace("{steps}", "StandardScaler(), ").replace("fit(rows", "fit(clean_rows(rows)")
ASKING = ASKED.replace("predict(rows)", "predict(clean_rows(rows))")


def test_a_preparation_that_each_side_has_for_itself_is_doubled():
    own = {"train.py": "from prepare import clean_rows\n" + FITTING, "prepare.py": CLEANING, **STARTED}
    found = collect(own | {"api.py": "from asking import clean_rows\n" + ASKING, "asking.py": CLEANING})
    assert [each.place.path for each in found.doubled] == ["asking.py"]


def test_a_preparation_that_both_sides_import_is_not():
    own = {"train.py": "from prepare import clean_rows\n" + FITTING, "prepare.py": CLEANING, **STARTED}
    assert not collect(own | {"api.py": "from prepare import clean_rows\n" + ASKING}).doubled
