import pandas as pd
from sklearn.linear_model import Ridge


def clean(rows):
    return rows.dropna()


def fit(rows):
    return Ridge().fit(rows[["hour"]], rows["rented"])


if __name__ == "__main__":
    fit(clean(pd.read_csv("data/rentals.csv")))
