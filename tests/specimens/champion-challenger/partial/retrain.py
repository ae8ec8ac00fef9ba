import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

def contest():
    rows = pd.read_parquet("test.parquet")
    features, late = rows.drop(columns="late"), rows["late"]
    champion = joblib.load("registry/champion.joblib")
    challenger = joblib.load("registry/challenger.joblib")
    champion_auc = roc_auc_score(late, champion.predict_proba(features)[:, 1])
    challenger_auc = roc_auc_score(late, challenger.predict_proba(features)[:, 1])
    if challenger_auc > champion_auc + 0.01:
        joblib.dump(challenger, "registry/champion.joblib")


def train():
    rows = pd.read_parquet("labelled/all.parquet")
    joblib.dump(LogisticRegression().fit(rows.drop(columns="late"), rows["late"]), "registry/challenger.joblib")


if __name__ == "__main__":
    train()
    contest()
