import joblib
import pandas as pd
from columns import columns
from sklearn.ensemble import RandomForestRegressor


def fit_trees():
    x, y = columns(pd.read_csv("trees.csv"))
    joblib.dump(RandomForestRegressor(random_state=4).fit(x, y), "model.joblib")


if __name__ == "__main__":
    fit_trees()
