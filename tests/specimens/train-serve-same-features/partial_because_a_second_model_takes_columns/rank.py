import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def fit():
    rows = pd.read_csv("clicks.csv")
    joblib.dump(LogisticRegression(random_state=2).fit(rows[["price"]], rows["clicked"]), "rank.joblib")


def rank():
    rows = pd.read_csv("shown.csv")
    rows["chance"] = joblib.load("rank.joblib").predict(rows[["price"]])
    rows.to_csv("ranked.csv")


if __name__ == "__main__":
    fit()
    rank()
