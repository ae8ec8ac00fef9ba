
from typing import Any

import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Hour(BaseModel):
    features: dict[str, Any]


@app.post("/predict")
def predict(hour: Hour):
    return {"rentals": float(model.predict(pd.DataFrame([hour.features]))[0])}
