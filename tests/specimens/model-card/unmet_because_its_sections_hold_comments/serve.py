import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/churn.joblib")


class Customer(BaseModel):
    age: int
    tenure: int


@app.post("/predict")
def predict(customer: Customer) -> dict[str, float]:
    return {"left": float(model.predict_proba(pd.DataFrame([customer.model_dump()]))[0, 1])}
