import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Parcel(BaseModel):
    weight: float


@app.post("/predict")
def predict(parcel: Parcel):
    model = joblib.load("model.joblib")
    rows = pd.DataFrame([{"weight": parcel.weight, "heavy": int(parcel.weight > 20)}])
    return {"damaged": float(model.predict_proba(rows)[0, 1])}
