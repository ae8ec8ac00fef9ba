import pandas as pd
from sklearn.linear_model import LogisticRegression

from churn.features import build


def train(path):
    frame = build(pd.read_csv(path))
    return LogisticRegression().fit(frame[["tenure_years"]], frame["churned"])


if __name__ == "__main__":
    train("data/customers.csv")
