import argparse

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split


def train(path):
    frame = pd.read_csv(path)
    fit, judge = train_test_split(frame, random_state=7)
    model = LogisticRegression().fit(fit[["age"]], fit["churned"])
    print(roc_auc_score(judge["churned"], model.predict_proba(judge[["age"]])[:, 1]))
    return model


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", default="data/customers.csv")
    train(parser.parse_args().rows)
