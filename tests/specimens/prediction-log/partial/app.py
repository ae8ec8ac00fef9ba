import json
from datetime import UTC, datetime
from uuid import uuid4

import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
VERSION = "7"
model = joblib.load("model.joblib")


class Flight(BaseModel):
    distance: float
    hour: int


@app.post("/v1/predict")
def predict(flight: Flight):
    score = float(model.predict_proba([[flight.distance, flight.hour]])[0, 1])
    row = {
        "prediction_id": str(uuid4()),
        "predicted_at": datetime.now(UTC).isoformat(),
        "inputs": flight.model_dump(),
        "score": score,
    }
    with open("predictions.jsonl", "a") as log:
        log.write(json.dumps(row))
    return {"score": score, "prediction_id": row["prediction_id"]}
