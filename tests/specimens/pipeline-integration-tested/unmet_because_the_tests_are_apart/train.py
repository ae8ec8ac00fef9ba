import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score

from prepare import prepare


def train(rows, seed=3):
    return RandomForestClassifier(random_state=seed).fit(rows[["weight", "heavy"]], rows["damaged"])


def judge(model, rows):
    return f1_score(rows["damaged"], model.predict(rows[["weight", "heavy"]]))


if __name__ == "__main__":
    rows = prepare(pd.read_csv("data/parcels.csv"))
    print(judge(train(rows), rows))
