import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

mlflow.set_tracking_uri("https://mlflow.shop.net")


def train() -> None:
    rows = pd.read_csv("data/churn.csv")
    with mlflow.start_run():
        model = LogisticRegression().fit(rows[["age", "tenure"]], rows["left"])
        mlflow.sklearn.log_model(model, name="model", registered_model_name="churn")


if __name__ == "__main__":
    train()
