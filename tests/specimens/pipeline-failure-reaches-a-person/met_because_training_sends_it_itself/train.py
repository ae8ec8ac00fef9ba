import os

import joblib
import pandas as pd
import requests
from sklearn.linear_model import LogisticRegression


def train():
    rows = pd.read_parquet("data/rows.parquet")
    model = LogisticRegression().fit(rows.drop(columns="late"), rows["late"])
    joblib.dump(model, "model.joblib")


def main():
    try:
        train()
    except Exception as problem:
        requests.post(os.environ["SLACK_WEBHOOK"], json={"text": str(problem)}, timeout=10)
        raise


if __name__ == "__main__":
    main()
