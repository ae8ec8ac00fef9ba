import joblib
import pandas as pd
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import mean_absolute_error


def load_data_split(first, second):
    train = pd.read_parquet(f"parts/{first}.parquet")
    test = pd.read_parquet(f"parts/{second}.parquet")
    return train.drop(columns="depth"), train["depth"], test.drop(columns="depth"), test["depth"]


if __name__ == "__main__":
    x, y, x_held, y_held = load_data_split("a", "b")
    model = GradientBoostingRegressor().fit(x, y)
    print(mean_absolute_error(y_held, model.predict(x_held)))
    joblib.dump(model, "model.joblib")
