import joblib
from fastapi import FastAPI

from model import predict

app = FastAPI()


@app.post("/predict")
def answer(rows: list[dict]):
    return predict(rows)
