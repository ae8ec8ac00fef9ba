import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression


def train() -> None:
    rows = pd.read_csv("data/churn.csv")
    model = LogisticRegression().fit(rows[["age", "tenure"]], rows["left"])
    joblib.dump(model, "models/churn.joblib")


if __name__ == "__main__":
    train()
