import joblib
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")


class Flight(BaseModel):
    distance: float
    hour: int


@app.post("/v1/predict")
def predict(flight: Flight):
    if model is None:
        raise HTTPException(status_code=503)
    score = float(model.predict_proba([[flight.distance, flight.hour]])[0, 1])
    send, wait = score * 9 - 1, 0.0
    return {"action": "send" if send > wait else "wait", "fallback_action": "wait", "fallback_value": wait}
