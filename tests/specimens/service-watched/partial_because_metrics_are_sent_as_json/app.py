import joblib
from fastapi import FastAPI
from prometheus_client import Counter, Histogram, generate_latest
from pydantic import BaseModel

app = FastAPI()
REQUESTS = Counter("request_total", "Requests", ["status"])
SECONDS = Histogram("request_latency_seconds", "Seconds")
PREDICTED = Histogram("prediction_score", "Scores", ["model_version"])
model = joblib.load("model.joblib")


class Loan(BaseModel):
    income: float


@app.post("/predict")
def predict(loan: Loan):
    with SECONDS.time():
        score = model.predict_proba([[loan.income]])[0][1]
    REQUESTS.labels("200").inc()
    PREDICTED.labels("3").observe(score)
    return {"score": score}


@app.get("/metrics")
def figures():
    return generate_latest()
