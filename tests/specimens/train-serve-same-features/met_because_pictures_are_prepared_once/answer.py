import joblib
from fastapi import FastAPI

from pictures import prepare_picture

app = FastAPI()
model = joblib.load("leaves.joblib")


@app.post("/kind")
def kind(picture: list[float]):
    return {"kind": int(model.predict([prepare_picture(picture)])[0])}
