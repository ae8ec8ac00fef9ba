import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/churn.joblib")
candidate = joblib.load("models/candidate.joblib")


class Customer(BaseModel):
    age: int
    tenure: int


def shadow_score(rows: pd.DataFrame) -> None:
    print("candidate", candidate.predict_proba(rows)[0, 1])


@app.post("/predict")
def predict(customer: Customer) -> dict[str, float]:
    rows = pd.DataFrame([customer.model_dump()])
    shadow_score(rows)
    return {"left": float(model.predict_proba(rows)[0, 1])}
