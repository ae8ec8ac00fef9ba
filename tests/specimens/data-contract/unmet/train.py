import joblib
import pandas as pd
from sklearn.linear_model import Ridge


def main():
    frame = pd.read_csv("rentals.csv")
    model = Ridge().fit(frame[["temperature", "holiday"]], frame["rentals"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
