"""What states what data looks like."""

from __future__ import annotations

from datetime import UTC, datetime

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.contracts import Contracts, ContractsCollector
from rung.assess.dataflow import Side
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files) -> Contracts:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Contracts])
    return evidence.seen[Contracts]


def test_keeps_the_rules():
    check_collector(ContractsCollector)


SCHEMA = """
import pandera as pa
import pandas as pd
from sklearn.linear_model import Ridge

class Rentals(pa.DataFrameModel):
    hour: pa.typing.Series[int] = pa.Field(ge=0, le=23)
    note: pa.typing.Series[str]

def main():
    frame = Rentals.validate(pd.read_csv("r.csv"))
    Ridge().fit(frame[["hour"]], frame["n"])

if __name__ == "__main__":
    main()
"""
APP = """
import joblib
from fastapi import FastAPI
from pydantic import BaseModel
{imports}
app = FastAPI()
model = joblib.load("m")

class Row(BaseModel):
    {field}

@app.post("/predict")
def predict(row: Row):
    return model.predict([row])
"""


def test_a_schema_class_counts_its_fields_and_rules():
    (found,) = collect({"train.py": SCHEMA}).ruled(Side.TRAINING)
    assert (found.tool, found.fields, found.rules) == ("pandera", 2, 1)


def test_a_schema_that_nothing_uses_has_no_side():
    assert not collect({"train.py": SCHEMA.replace("Rentals.validate", "")}).of(Side.TRAINING)


def test_a_request_model_with_a_rule():
    app = APP.format(imports="from typing import Literal", field='kind: Literal["a", "b"]')
    assert collect({"app.py": app}).ruled(Side.SERVING)[0].name == "Row"


def test_a_request_of_anything_says_nothing():
    app = APP.format(imports="from typing import Any", field="features: dict[str, Any]")
    found = collect({"app.py": app})
    assert not found.of(Side.SERVING)
    assert found.void[0].open


def test_a_rule_written_as_a_default_never_fires():
    app = APP.format(imports="from typing import Literal", field='kind: str = Literal["a", "b"]')
    assert "never fires" in collect({"app.py": app}).void[0].broken


def test_tests_of_drift_state_nothing_about_a_column():
    code = "from evidently.test_suite import TestSuite\nfrom evidently.tests import {0}\nTestSuite(tests=[{0}()])\n"
    tools = [each.tool for each in collect({"drift.py": code.format("TestShareOfDriftedColumns")}).contracts]
    assert "Evidently" not in tools
    tools = [each.tool for each in collect({"drift.py": code.format("TestNumberOfMissingValues")}).contracts]
    assert "Evidently" in tools


def test_only_the_route_that_asks_takes_rows():
    code = (
        "import joblib\nfrom fastapi import FastAPI\nfrom pydantic import BaseModel, Field\napp = FastAPI()\n"
        "class Row(BaseModel):\n    age: int = Field(ge=0)\nclass Canary(BaseModel):\n    share: int = Field(ge=0)\n"
        "@app.post('/predict')\ndef predict(row: Row):\n    return joblib.load('m').predict([[row.age]])\n"
        "@app.post('/canary')\ndef canary(order: Canary):\n    return order.share\n"
    )
    assert [each.name for each in collect({"app.py": code}).contracts if each.tool == "Pydantic"] == ["Row"]
