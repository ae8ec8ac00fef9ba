from argparse import ArgumentParser

import pandas as pd
from sklearn.linear_model import LogisticRegression


def train(path, strength):
    frame = pd.read_csv(path)
    return LogisticRegression(C=strength).fit(frame[["age"]], frame["churned"])


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--strength", type=float, default=1.0)
    train("data/customers.csv", parser.parse_args().strength)
