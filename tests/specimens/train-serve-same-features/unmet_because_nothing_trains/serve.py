import joblib
from fastapi import FastAPI

from features import prepare_features

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(rows: list[str]):
    return model.predict(prepare_features(rows)).tolist()
