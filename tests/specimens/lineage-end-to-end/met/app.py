import json

import mlflow
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
version = mlflow.MlflowClient().get_model_version_by_alias("rentals", "champion")
model = mlflow.pyfunc.load_model(f"models:/rentals/{version.version}")


@app.post("/predict")
def predict(row: dict):
    rentals = float(model.predict(pd.DataFrame([row]))[0])
    with open("/data/predictions.jsonl", "a") as log:
        log.write(json.dumps({"model_version": version.version, "inputs": row, "prediction": rentals}) + "\n")
    return {"rentals": rentals}
