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


differences: list[float] = []


def withdraw_candidate() -> None:
    global candidate
    candidate = model


def shadow_score(rows: pd.DataFrame, answer: float) -> None:
    differences.append(abs(candidate.predict_proba(rows)[0, 1] - answer))
    if sum(differences[-100:]) > 20:
        withdraw_candidate()


@app.post("/predict")
def predict(customer: Customer) -> dict[str, float]:
    rows = pd.DataFrame([customer.model_dump()])
    answer = float(model.predict_proba(rows)[0, 1])
    shadow_score(rows, answer)
    return {"left": answer}
