"""Fits the churn model with the parameters of params.yaml."""

import joblib
import pandas as pd
import yaml
from sklearn.ensemble import GradientBoostingClassifier


def train() -> None:
    with open("params.yaml") as file:
        params = yaml.safe_load(file)
    data = pd.read_csv(params["data"])
    model = GradientBoostingClassifier(**params["model"]).fit(data.drop(columns="churned"), data["churned"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    train()
