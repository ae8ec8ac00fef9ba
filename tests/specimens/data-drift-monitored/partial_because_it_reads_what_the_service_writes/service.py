import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel


class Ride(BaseModel):
    km: float


app = FastAPI()
model = joblib.load("out/fare.joblib")


@app.post("/predict")
def predict(rides: list[Ride]) -> list[float]:
    rows = pd.DataFrame([each.model_dump() for each in rides])
    rows["answer"] = model.predict(rows)
    rows.to_csv("/srv/kept/fares_today.csv", index=False)
    return rows["answer"].tolist()
