import mlflow
import pandas as pd
from sklearn.linear_model import Ridge


def main():
    frame = pd.read_csv("rentals.csv")
    with mlflow.start_run():
        model = Ridge().fit(frame[["temperature"]], frame["rentals"])
        mlflow.sklearn.log_model(model, "model")


if __name__ == "__main__":
    main()
