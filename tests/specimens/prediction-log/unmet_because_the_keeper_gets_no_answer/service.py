import joblib
from fastapi import FastAPI
from pymongo import MongoClient

app = FastAPI()
model = joblib.load("model.joblib")
store = MongoClient("mongodb://db")["flights"]


def keep_row(flight):
    store.departures.insert_one({"flight_id": flight["flight_id"], "wind": flight["wind"]})


@app.post("/late")
def late(flight: dict):
    y_hat = float(model.predict([[flight["wind"]]])[0])
    keep_row(flight)
    return {"minutes": y_hat}
