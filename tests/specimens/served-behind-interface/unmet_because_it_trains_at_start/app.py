import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel
from sklearn.linear_model import LogisticRegression

app = FastAPI()
rows = pd.read_csv("rows.csv")
model = LogisticRegression().fit(rows[["distance"]], rows["late"])


class Flight(BaseModel):
    distance: float


@app.post("/predict")
def predict(flight: Flight):
    return {"late": int(model.predict([[flight.distance]])[0])}
