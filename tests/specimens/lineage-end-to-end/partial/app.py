import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict):
    return {"rentals": float(model.predict(pd.DataFrame([row]))[0])}
