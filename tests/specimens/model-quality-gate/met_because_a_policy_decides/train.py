import json

import mlflow
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_squared_error

from promotion_policy import decide_promotion


def measure(model, frame):
    rest = frame[frame["weekend"] == 1]
    return {
        "overall": mean_squared_error(frame["sold"], model.predict(frame[["price"]])),
        "weekend": mean_squared_error(rest["sold"], model.predict(rest[["price"]])),
    }


def train():
    frame, judge = pd.read_csv("data/train.csv"), pd.read_csv("data/test.csv")
    with mlflow.start_run() as run:
        model = LinearRegression().fit(frame[["price"]], frame["sold"])
        mlflow.sklearn.log_model(model, "model")
    champion = mlflow.sklearn.load_model("models:/sales@champion")
    with open("policy.json") as file:
        decision = decide_promotion(measure(model, judge), measure(champion, judge), json.load(file))
    if decision.accepted:
        mlflow.register_model(f"runs:/{run.info.run_id}/model", "sales")


if __name__ == "__main__":
    train()
