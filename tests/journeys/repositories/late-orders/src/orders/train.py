"""Fits the model and records the run."""

import subprocess

import joblib
import mlflow
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from orders.features import build
from orders.params import load


def fit(rows: pd.DataFrame, max_depth: int, learning_rate: float) -> GradientBoostingClassifier:
    model = GradientBoostingClassifier(max_depth=max_depth, learning_rate=learning_rate, random_state=7)
    return model.fit(build(rows), rows["late"])


def main() -> None:
    rows, params = pd.read_parquet("data/train.parquet"), load("train")
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    mlflow.set_experiment("late-orders")
    with mlflow.start_run() as run:
        mlflow.log_params(params)
        mlflow.set_tag("git_commit", commit)
        mlflow.log_input(mlflow.data.from_pandas(rows, name="orders"), context="training")
        model = fit(rows, **params)
        mlflow.log_metric("train_auc", roc_auc_score(rows["late"], model.predict_proba(build(rows))[:, 1]))
        mlflow.sklearn.log_model(model, "model")
        model.run_id_ = run.info.run_id
    joblib.dump(model, "models/late.joblib")


if __name__ == "__main__":
    main()
