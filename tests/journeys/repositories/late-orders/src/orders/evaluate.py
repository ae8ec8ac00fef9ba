"""Judges the candidate, a baseline and the champion on the same held-out rows; a worse candidate ends the run."""

import json
import sys
from pathlib import Path

import joblib
import mlflow
import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.metrics import roc_auc_score

from orders.features import build
from orders.params import load


def auc(model, rows: pd.DataFrame) -> float:
    return float(roc_auc_score(rows["late"], model.predict_proba(build(rows))[:, 1]))


def main() -> None:
    held, gate = pd.read_parquet("data/holdout.parquet"), load("gate")
    candidate = joblib.load("models/late.joblib")
    champion = mlflow.sklearn.load_model("models:/late-orders@champion")
    baseline = DummyClassifier(strategy="prior").fit(build(held), held["late"])
    auc_new, auc_old, auc_base = auc(candidate, held), auc(champion, held), auc(baseline, held)
    Path("metrics.json").write_text(json.dumps({"auc": auc_new, "champion_auc": auc_old, "baseline_auc": auc_base}))
    with mlflow.start_run(run_id=candidate.run_id_):
        mlflow.log_metrics({"auc": auc_new, "champion_auc": auc_old, "baseline_auc": auc_base})
    if auc_new < gate["min_auc"] or auc_new < auc_old - gate["margin"]:
        sys.exit(f"not good enough: {auc_new:.3f}, champion {auc_old:.3f}, floor {gate['min_auc']}")


if __name__ == "__main__":
    main()
