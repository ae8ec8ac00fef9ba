import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

MIN_ROWS = 2_000


def contest():
    recent_rows = pd.read_parquet("labelled/last_30_days.parquet")
    features, late = recent_rows.drop(columns="late"), recent_rows["late"]
    champion = joblib.load("registry/champion.joblib")
    challenger = joblib.load("registry/challenger.joblib")
    champion_auc = roc_auc_score(late, champion.predict_proba(features)[:, 1])
    challenger_auc = roc_auc_score(late, challenger.predict_proba(features)[:, 1])
    if len(recent_rows) < MIN_ROWS:
        return
    if challenger_auc > champion_auc + 0.01:
        joblib.dump(challenger, "registry/champion.joblib")


def train():
    rows = pd.read_parquet("labelled/all.parquet")
    joblib.dump(LogisticRegression().fit(rows.drop(columns="late"), rows["late"]), "registry/challenger.joblib")


if __name__ == "__main__":
    train()
    contest()
