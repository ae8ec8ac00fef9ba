"""Fits the loans model and judges it."""

import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def clean(rows: pd.DataFrame) -> pd.DataFrame:
    imputer = SimpleImputer()
    rows[["amount"]] = imputer.fit_transform(rows[["amount"]])
    return rows


def main() -> None:
    train = clean(pd.read_csv("data/train.csv"))
    test = pd.read_csv("data/test.csv")
    test = clean(test)
    model = LogisticRegression().fit(train[["amount"]], train["defaulted"])
    print(roc_auc_score(test["defaulted"], model.predict_proba(test[["amount"]])[:, 1]))


if __name__ == "__main__":
    main()
