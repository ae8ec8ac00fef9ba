import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("out/fare.joblib")


@app.post("/predict")
def predict(km: float):
    return float(model.predict([[km]])[0])
