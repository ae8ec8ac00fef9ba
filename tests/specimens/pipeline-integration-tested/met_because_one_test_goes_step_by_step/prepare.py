import pandas as pd


def prepare(path):
    rows = pd.read_csv(path).dropna()
    return rows.assign(heavy=(rows["weight"] > 20).astype(int))
