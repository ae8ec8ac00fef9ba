import joblib
from fastapi import FastAPI
from pydantic import BaseModel
from pymongo import MongoClient

app = FastAPI()
model = joblib.load("model.joblib")
store = MongoClient("mongodb://db")["flights"]


class Flight(BaseModel):
    flight_id: str
    wind: float
    hour: int


@app.post("/late")
def late(flight: Flight):
    chance = float(model.predict_proba([[flight.wind, flight.hour]])[0, 1])
    store.get_collection("departures").insert_one({"flight_id": flight.flight_id, "wind": flight.wind, "chance": chance})
    return {"chance": chance}
