"""A whole project in eleven files that stands on its own, for the fakes to be made of."""

from __future__ import annotations

_PINNED = "".join(
    f"{name}==1.0.0 --hash=sha256:{digit * 64}\n"
    for name, digit in zip(("scikit-learn", "mlflow", "pandas", "pandera", "fastapi", "pytest"), "abcdef", strict=True)
)
_ROWS = "".join(f"{number}.0,{number % 7}.5,{number % 3},{number % 2}\n" for number in range(200))

TRAIN = """\
import subprocess

import mlflow
import pandas as pd
import pandera as pa
import yaml
from features import build
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

SCHEMA = pa.DataFrameSchema({"tenure": pa.Column(float, pa.Check.ge(0)), "left": pa.Column(int, pa.Check.isin([0, 1]))})


def main():
    params = yaml.safe_load(open("params.yaml"))
    frame = SCHEMA.validate(pd.read_csv("data/churn.csv"))
    train, test = train_test_split(frame, test_size=params["test_size"], random_state=params["seed"])
    with mlflow.start_run():
        mlflow.log_params(params)
        mlflow.set_tag("git_commit", subprocess.check_output(["git", "rev-parse", "HEAD"]).decode())
        model = RandomForestClassifier(random_state=params["seed"]).fit(build(train), train["left"])
        base = DummyClassifier().fit(build(train), train["left"])
        auc = roc_auc_score(test["left"], model.predict_proba(build(test))[:, 1])
        base_auc = roc_auc_score(test["left"], base.predict_proba(build(test))[:, 1])
        mlflow.log_metrics({"auc": auc, "baseline_auc": base_auc})
        if auc < params["floor"] or auc <= base_auc:
            raise SystemExit(f"{auc} is not better than {base_auc}")
        mlflow.sklearn.log_model(model, "model", registered_model_name="churn")


if __name__ == "__main__":
    main()
"""

SERVE = """\
import mlflow
import pandas as pd
from fastapi import FastAPI
from features import build
from pydantic import BaseModel

app = FastAPI()
model = mlflow.sklearn.load_model("models:/churn@champion")


class Row(BaseModel):
    tenure: float
    price: float


@app.post("/predict")
def predict(row: Row):
    return {"score": float(model.predict_proba(build(pd.DataFrame([row.model_dump()])))[0, 1])}
"""

TESTS = """\
import pandas as pd
import train
from features import build


def test_build():
    frame = pd.DataFrame({"tenure": [1.0], "price": [4.0]})
    assert build(frame)["rate"].iloc[0] == 2.0


def test_train(tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", str(tmp_path))
    assert train.main() is None
"""

CI = ".github/workflows/ci.yml"
WORKFLOW = """\
on:
  push:
    branches: [main]
  pull_request:
  schedule:
    - cron: "0 4 * * 1"
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install --require-hashes -r requirements.txt
      - run: ruff check .
      - run: pytest -q
  train:
    needs: test
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install --require-hashes -r requirements.txt
      - run: make train
  deploy:
    needs: train
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: actions/checkout@v4
      - run: docker build -t ghcr.io/ada/churn:${{ github.sha }} .
      - run: docker push ghcr.io/ada/churn:${{ github.sha }}
      - run: kubectl set image deployment/churn churn=ghcr.io/ada/churn:${{ github.sha }}
"""

REAL = {
    "README.md": (
        "# Churn\n\nSays which customers may leave, so that somebody calls them.\n\n## Train\n\n    make train\n\n"
        "Reads `data/churn.csv`: customers of our CRM, January to June, columns tenure, price, calls, left.\n"
    ),
    "requirements.txt": _PINNED,
    "params.yaml": "seed: 7\ntest_size: 0.2\nfloor: 0.7\n",
    "Makefile": ".PHONY: train\ntrain:\n\tpython train.py\n",
    "train.py": TRAIN,
    "features.py": (
        'def build(frame):\n    out = frame[["tenure", "price"]].copy()\n'
        '    out["rate"] = out["price"] / (out["tenure"] + 1)\n    return out\n'
    ),
    "serve.py": SERVE,
    "tests/test_model.py": TESTS,
    "Dockerfile": (
        f"FROM python:3.11@sha256:{'1' * 64}\nCOPY requirements.txt .\n"
        'RUN pip install --require-hashes -r requirements.txt\nCOPY . .\nCMD ["uvicorn", "serve:app"]\n'
    ),
    CI: WORKFLOW,
    "data/churn.csv": f"tenure,price,calls,left\n{_ROWS}",
}
