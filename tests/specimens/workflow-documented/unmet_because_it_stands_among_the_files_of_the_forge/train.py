"""Fits the churn model."""

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def train(path: str) -> None:
    data = pd.read_csv(path)
    model = LogisticRegression().fit(data.drop(columns="churned"), data["churned"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    train("data/customers.csv")
