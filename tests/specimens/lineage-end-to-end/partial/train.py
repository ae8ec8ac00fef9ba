import mlflow
import pandas as pd
from sklearn.linear_model import Ridge


def main():
    frame = pd.read_csv("rentals.csv")
    with mlflow.start_run():
        mlflow.log_input(mlflow.data.from_pandas(frame))
        model = Ridge().fit(frame[["temperature"]], frame["rentals"])
        mlflow.sklearn.log_model(model, "model", registered_model_name="rentals")


if __name__ == "__main__":
    main()
