import mlflow
import pandas as pd
from sklearn.linear_model import LinearRegression

if __name__ == "__main__":
    frame = pd.read_csv("data/trips.csv")
    with mlflow.start_run():
        mlflow.sklearn.log_model(LinearRegression().fit(frame[["distance"]], frame["cost"]), "model")
