import json

import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split


def main():
    frame = pd.read_csv("data/customers.csv")
    fit, judge = train_test_split(frame, random_state=7)
    for name, model in {"candidate": LogisticRegression(), "dummy": DummyClassifier()}.items():
        model.fit(fit[["age"]], fit["churned"])
        auc = roc_auc_score(judge["churned"], model.predict_proba(judge[["age"]])[:, 1])
        print(name, auc)


if __name__ == "__main__":
    main()
