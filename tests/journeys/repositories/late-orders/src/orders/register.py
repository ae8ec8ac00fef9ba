"""Registers the model of the run that passed the gate, and makes it the champion."""

import joblib
import mlflow
from mlflow import MlflowClient


def main() -> None:
    run = joblib.load("models/late.joblib").run_id_
    version = mlflow.register_model(f"runs:/{run}/model", "late-orders")
    MlflowClient().set_registered_model_alias("late-orders", "champion", version.version)


if __name__ == "__main__":
    main()
