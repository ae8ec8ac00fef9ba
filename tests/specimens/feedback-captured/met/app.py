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


class Outcome(BaseModel):
    prediction_id: str
    late: bool


@app.post("/v1/outcomes")
def outcome(body: Outcome):
    with open("outcomes.jsonl", "a") as log:
        log.write(body.model_dump_json())
    return {"kept": True}
