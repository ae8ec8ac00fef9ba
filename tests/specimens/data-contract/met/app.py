from typing import Literal

import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()
model = joblib.load("model.joblib")


class Hour(BaseModel):
    temperature: float = Field(ge=-40, le=50)
    holiday: Literal[0, 1]


@app.post("/predict")
def predict(hour: Hour):
    return {"rentals": float(model.predict(pd.DataFrame([hour.model_dump()]))[0])}
