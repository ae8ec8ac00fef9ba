import joblib
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def main():
    frame = pd.read_csv("rentals.csv")
    model = make_pipeline(StandardScaler(), Ridge())
    model.fit(frame[["temperature"]], frame["rentals"])
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
