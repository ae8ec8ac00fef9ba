"""Answers with the probability that a customer cancels."""

import joblib
from audit import record
from fastapi import FastAPI
from switches import read_switches

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict) -> dict:
    switches = read_switches()
    if switches.kill_switch:
        record("fallback", reason=switches.reason, paused_by=switches.set_by)
        return {"churn": None}
    return {"churn": model.predict([list(row.values())])[0]}
