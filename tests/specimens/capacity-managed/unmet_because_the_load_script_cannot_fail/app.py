import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Flight(BaseModel):
    distance: float
    hour: int


@app.post("/v1/predict")
def predict(flight: Flight):
    score = float(model.predict_proba([[flight.distance, flight.hour]])[0, 1])
    return {"score": score, "version": "7"}
