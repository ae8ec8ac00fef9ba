import joblib
import mlflow
import pandas as pd
from sklearn.linear_model import Ridge

if __name__ == "__main__":
    frame = pd.read_csv("rides.csv")
    with mlflow.start_run():
        model = Ridge().fit(frame[["km"]], frame["fare"])
        mlflow.sklearn.log_model(model, "model")
    joblib.dump(model, "out/fare.joblib")
