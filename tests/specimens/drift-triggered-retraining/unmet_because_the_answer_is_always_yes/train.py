import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def train():
    rows = pd.read_parquet("data/rows.parquet")
    model = LogisticRegression().fit(rows.drop(columns="late"), rows["late"])
    joblib.dump(model, "model.joblib")
    return model


if __name__ == "__main__":
    train()
