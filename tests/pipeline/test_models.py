"""Frames and models between steps: polars, pandas, skops, and a pickle with its trust recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.project import StepProject, outcomes
from rung.errors import UsageError

STEPS = """\
def build(flights):
    return flights.assign(double=flights["a"] * 2) if hasattr(flights, "assign") else flights.with_columns(double=2 * flights["a"])

def fit(features, max_iter):
    from sklearn.linear_model import LogisticRegression
    columns = features[["a", "double"]].to_numpy()
    model = LogisticRegression(max_iter=max_iter).fit(columns, features["late"].to_numpy())
    return {"model": model, "metrics": {"iterations": int(model.n_iter_[0])}}

def look(features):
    return {"type": type(features).__module__.split(".")[0], "sum": int(features["double"].sum())}
"""
MANIFEST = """\
datasets: {flights: {source: flights.csv}}
pipeline:
  features: {call: "steps:build", inputs: [flights], frame: FRAME}
  train: {call: "steps:fit", inputs: [features], params: {max_iter: 50}, frame: FRAME}
  look: {call: "steps:look", inputs: [features], frame: FRAME}
"""
ROWS = {"a.csv": "a,late\n1,0\n2,1\n", "b.csv": "a,late\n3,1\n4,0\n"}


@pytest.mark.parametrize("frame", ["polars", "pandas"])
def test_frames_pass_from_step_to_step(project: StepProject, frame: str) -> None:
    project.data = {"flights": ROWS}
    project.write("steps.py", STEPS)
    project.write("rung.yaml", MANIFEST.replace("FRAME", frame))
    result = project.run(only=["look"])
    assert outcomes(result) == {"features": "ran", "look": "ran", "train": "skipped"}, result.failed
    described = result.outputs("features").value
    assert described["rows"] == 4
    assert list(described["columns"]) == ["a", "late", "double"]
    assert result.figures() == {"type": frame, "sum": 20}


def test_a_model_describes_itself(project: StepProject, tmp_path: Path) -> None:
    project.data = {"flights": ROWS}
    project.write("steps.py", STEPS)
    project.write("rung.yaml", MANIFEST.replace("FRAME", "polars"))
    result = project.run(only=["train"])
    described = result.lay_out_model("train", tmp_path / "model")["model"]
    assert described == json.loads((tmp_path / "model" / "model.json").read_text())
    assert described["format"] == "skops"
    assert described["trust_needed"] is False
    assert described["class"] == "sklearn.linear_model._logistic.LogisticRegression"
    assert [each["name"] for each in described["input"]] == ["a", "late", "double"]
    assert described["classes"] == [0, 1]
    assert described["libraries"]["scikit-learn"]
    with pytest.raises(UsageError, match="made no model"):
        result.lay_out_model("features", tmp_path / "none")
    assert outcomes(project.run(only=["train"])) == {"features": "cached", "train": "cached", "look": "skipped"}


def test_a_class_that_skops_does_not_know_needs_trust(project: StepProject) -> None:
    project.write(
        "steps.py",
        "class Constant:\n    def predict(self, rows): return [3] * len(rows)\n\ndef fit(): return Constant()\n",
    )
    project.write("rung.yaml", "pipeline:\n  fit: {call: 'steps:fit'}\n")
    described = project.run().outputs("fit").value["model"]
    assert described["trust_needed"] is True
    assert described["untrusted_types"] == ["steps.Constant"]


def test_a_pickle_that_a_command_wrote_needs_trust(project: StepProject) -> None:
    project.write("constant.py", "class Constant:\n    def predict(self, rows): return [3] * len(rows)\n")
    project.write(
        "fit.py",
        "import pickle, sys\nfrom constant import Constant\npickle.dump(Constant(), open(sys.argv[1], 'wb'))\n",
    )
    project.write("steps.py", "def use(model): return {'first': model.predict([1])[0]}\n")
    project.write(
        "rung.yaml",
        "pipeline:\n  fit: {run: 'python fit.py {model}'}\n  use: {call: 'steps:use', inputs: [fit.model]}\n",
    )
    result = project.run()
    assert result.figures() == {"first": 3}, result.failed
    model = result.outputs("fit").find("model")
    assert model is not None
    assert model["model"]["format"] == "pickle"
    assert model["model"]["trust_needed"] is True


def test_files_that_are_no_tables_come_as_a_folder(project: StepProject) -> None:
    project.data = {"flights": {"a.csv": "a\n1\n", "notes.txt": "x"}}
    project.write("steps.py", "def look(flights): return {'n': len(list(flights.iterdir()))}\n")
    project.write(
        "rung.yaml", "datasets: {flights: {source: x}}\npipeline:\n  look: {call: 'steps:look', inputs: [flights]}\n"
    )
    assert project.run().figures() == {"n": 2}


def test_numbers_that_json_does_not_know_survive(project: StepProject) -> None:
    project.write(
        "steps.py",
        "import math\ndef one(): return {'a': math.nan, 'b': math.inf, 'c': 1}\ndef two(one): return {'nan': math.isnan(one['a']), 'inf': one['b'] > 1e300}\n",
    )
    project.write("rung.yaml", "pipeline:\n  one: {call: 'steps:one'}\n  two: {call: 'steps:two', inputs: [one]}\n")
    assert project.run().figures() == {"a": "nan", "b": "inf", "c": 1, "nan": True, "inf": True}
