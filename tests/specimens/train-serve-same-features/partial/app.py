import joblib
import pandas as pd
from fastapi import FastAPI

from features import build_features

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict):
    return {"rentals": float(model.predict(build_features(pd.DataFrame([row])))[0])}
