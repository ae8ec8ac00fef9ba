import joblib
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler


def preprocess(frame):
    frame = frame.copy()
    frame[["temperature"]] = StandardScaler().fit_transform(frame[["temperature"]])
    return frame


def main():
    frame = preprocess(pd.read_csv("rentals.csv"))
    model = Ridge()
    model.fit(frame[["temperature"]], frame["rentals"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
