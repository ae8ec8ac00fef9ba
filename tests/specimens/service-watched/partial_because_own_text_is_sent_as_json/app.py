import joblib
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("model.joblib")
ANSWERED = {"yes": 0, "no": 0}


class Loan(BaseModel):
    income: float


@app.post("/predict")
def predict(loan: Loan):
    score = model.predict_proba([[loan.income]])[0][1]
    ANSWERED["yes" if score > 0.5 else "no"] += 1
    return {"score": score}


@app.get("/figures")
def figures() -> str:
    lines = ["# TYPE answers_total counter"]
    lines += [f'answers_total{{answer="{key}"}} {count}' for key, count in ANSWERED.items()]
    return "\n".join(lines)
