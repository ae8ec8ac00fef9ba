import joblib
import pandas as pd
from sklearn.linear_model import Ridge

from features import build_features


def main():
    frame = pd.read_csv("rentals.csv")
    model = Ridge()
    model.fit(build_features(frame.drop(columns="rentals")), frame["rentals"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
