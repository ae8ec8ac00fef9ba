import mlflow
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
RUN_ID = "3f1c0c9a7d5e4b1e9a55b0f2f0a6d111"
model = mlflow.pyfunc.load_model(f"runs:/{RUN_ID}/model")


class Day(BaseModel):
    temperature: float


@app.post("/predict")
def predict(day: Day) -> dict[str, float]:
    return {"rentals": float(model.predict([[day.temperature]])[0])}
