import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

from features import clip_age


def train(path):
    frame = pd.read_csv(path)
    frame["age"] = frame["age"].map(clip_age)
    joblib.dump(LogisticRegression().fit(frame[["age"]], frame["late"]), "model.joblib")


if __name__ == "__main__":
    train("data/orders.csv")
