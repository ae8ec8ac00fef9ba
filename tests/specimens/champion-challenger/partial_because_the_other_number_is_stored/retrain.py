import json

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def train():
    rows = pd.read_parquet("rows.parquet")
    model = LogisticRegression().fit(rows.drop(columns="late"), rows["late"])
    joblib.dump(model, "candidate.joblib")
    test = pd.read_parquet("test.parquet")
    return roc_auc_score(test["late"], model.predict(test.drop(columns="late")))


def promote(new_auc):
    production_auc = json.load(open("production.json"))["auc"]
    if new_auc > production_auc:
        json.dump({"auc": new_auc}, open("production.json", "w"))


if __name__ == "__main__":
    promote(train())
