import joblib
import pandas as pd
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


def preprocess(frame):
    frame["temperature"] = (frame["temperature"] - 12.3) / 7.1
    return frame


@app.post("/predict")
def predict(row: dict):
    return {"rentals": float(model.predict(preprocess(pd.DataFrame([row])))[0])}
