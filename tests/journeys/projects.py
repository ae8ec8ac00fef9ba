"""A small project with everything in it, as a team might have it: for journeys through the loop."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

MANIFEST = """\
project: churn
owner: growth@example.org
purpose: find customers who are about to leave
datasets:
  customers:
    source: data/*.csv
    contract: contracts/customers.yaml
    key: [id]
    time: seen_at
    label: left
pipeline:
  features: {call: "churn.features:build", inputs: [customers], frame: polars}
  train: {call: "churn.train:fit", inputs: [features], params: {c: 1.0}, frame: pandas}
model:
  name: churn
  from: train
  task: binary
  slices: [plan]
evaluate:
  holdout: {latest: 30d}
  metric: roc_auc
  gates:
    - roc_auc >= 0.6
    - roc_auc >= champion - 0.05
"""

CONTRACT = """\
version: 1.0.0
apiVersion: v3.0.2
kind: DataContract
id: customers
status: active
schema:
  - name: customers
    properties:
      - {name: id, logicalType: integer, primaryKey: true}
      - {name: seen_at, logicalType: timestamp, required: true}
      - {name: plan, logicalType: string, required: true, quality: [
          {metric: invalidValues, arguments: {validValues: [basic, plus, pro]}, mustBe: 0}]}
      - {name: calls, logicalType: integer, required: true, logicalTypeOptions: {minimum: 0, maximum: 100}}
      - {name: spent, logicalType: number, required: true, logicalTypeOptions: {minimum: 0}}
      - {name: left, logicalType: integer, required: true, logicalTypeOptions: {minimum: 0, maximum: 1}}
"""

FEATURES = '''\
"""Features of customers."""

import polars as pl


def build(customers: pl.DataFrame) -> pl.DataFrame:
    """One row a customer."""
    return customers.with_columns(per_call=pl.col("spent") / (1 + pl.col("calls")))
'''

TRAIN = '''\
"""The model."""

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

COLUMNS = ["calls", "spent", "per_call"]


def fit(features, c=1.0):
    """A logistic regression."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=c))
    return model.fit(features[COLUMNS], features["left"])
'''

TEST = """\
import polars as pl

from churn.features import build


def test_calls_of_zero_divide_nothing():
    rows = pl.DataFrame({"spent": [10.0, 9.0], "calls": [0, 2]})
    assert build(rows)["per_call"].to_list() == [10.0, 3.0]
"""


def customers(count: int = 1200, seed: int = 0, start: datetime = datetime(2026, 1, 1)) -> pl.DataFrame:
    """Customers over 120 days; those who call often leave."""
    rng = np.random.default_rng(seed)
    calls = rng.integers(0, 30, count)
    spent = rng.gamma(2.0, 20.0, count).round(2)
    left = (rng.random(count) < 1 / (1 + np.exp(-(calls - 15) / 4))).astype(int)
    return pl.DataFrame(
        {
            "id": np.arange(count) + 1,
            "seen_at": [start + timedelta(hours=2.4 * number) for number in range(count)],
            "plan": rng.choice(["basic", "plus", "pro"], count),
            "calls": calls,
            "spent": spent,
            "left": left,
        }
    )


def write_project(root: Path, *, git: bool = True, manifest: str = MANIFEST) -> Path:
    """The project, with data and a first commit."""
    files = {
        "rung.yaml": manifest,
        "contracts/customers.yaml": CONTRACT,
        "churn/__init__.py": "",
        "churn/features.py": FEATURES,
        "churn/train.py": TRAIN,
        "tests/test_features.py": TEST,
        ".gitignore": "data/\n.rung/\n__pycache__/\n",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "data").mkdir()
    customers().write_csv(root / "data" / "customers.csv")
    if git:
        commit(root, "Begin", first=True)
    return root


def commit(root: Path, message: str, *, first: bool = False) -> str:
    """Commit everything; the id."""
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    if first:
        subprocess.run(["git", "init", "-q", "-b", "main", root], check=True)
    subprocess.run(["git", "-C", root, "add", "-A"], check=True)
    subprocess.run(["git", "-C", root, *who, "commit", "-q", "-m", message], check=True)
    done = subprocess.run(["git", "-C", root, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    return done.stdout.strip()
