import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("leaves.joblib")


@app.post("/kind")
def kind(width: float):
    return {"kind": str(model.predict([[width]])[0])}
