import joblib
import mlflow
from fastapi import FastAPI

app = FastAPI()
model = joblib.load(mlflow.artifacts.download_artifacts("runs:/latest/model/model.pkl"))


@app.post("/predict")
def predict(km: float):
    return float(model.predict([[km]])[0])
