"""Answers whether an order will be late."""

import joblib
import pandas as pd
from fastapi import FastAPI
from prometheus_client import Counter, Histogram, make_asgi_app
from pydantic import BaseModel

from orders.contract import Order
from orders.features import build

app = FastAPI(title="Late orders", version="1")
app.mount("/metrics", make_asgi_app())
REQUESTS = Counter("requests_total", "Requests", ["status"])
SECONDS = Histogram("request_latency_seconds", "Seconds")
model = joblib.load("models/late.joblib")


class Answer(BaseModel):
    late: float
    run: str


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok", "run": model.run_id_}


@app.post("/v1/predict")
def predict(order: Order) -> Answer:
    with SECONDS.time():
        score = model.predict_proba(build(pd.DataFrame([order.model_dump()])))[0, 1]
    REQUESTS.labels("200").inc()
    return Answer(late=float(score), run=model.run_id_)
