import pandas as pd
from columns import INPUTS, TARGET
from sklearn.ensemble import RandomForestRegressor


def fit(path):
    rows = pd.read_csv(path)
    return RandomForestRegressor().fit(rows[INPUTS], rows[TARGET])


if __name__ == "__main__":
    fit("rows.csv")
