import pandas as pd
from sklearn.linear_model import LogisticRegression


def train(path):
    frame = pd.read_csv(path)
    return LogisticRegression().fit(frame[["age"]], frame["churned"])


if __name__ == "__main__":
    train("data/customers.csv")
