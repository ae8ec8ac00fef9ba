import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def train(path):
    frame = pd.read_csv(path)
    model = LogisticRegression().fit(frame[["age"]], frame["late"])
    joblib.dump(model, "model.joblib")
    return model


if __name__ == "__main__":
    train("data/orders.csv")
