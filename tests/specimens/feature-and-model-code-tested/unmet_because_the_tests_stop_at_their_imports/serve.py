import joblib
from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(rows: list[dict]):
    model = joblib.load("model.joblib")
    return model.predict([[row["age"]] for row in rows]).tolist()
