import argparse

import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor


def main(rows, rate, trees):
    frame = pd.read_csv(rows)
    model = GradientBoostingRegressor(learning_rate=rate, n_estimators=trees)
    return model.fit(frame[["hour"]], frame["load"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows")
    parser.add_argument("--rate", type=float)
    parser.add_argument("--trees", type=int)
    given = parser.parse_args()
    main(given.rows, given.rate, given.trees)
