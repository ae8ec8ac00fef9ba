from datetime import UTC, datetime
from uuid import uuid4

import joblib
from fastapi import FastAPI
from pydantic import BaseModel

from tariff.journal import open_journal

app = FastAPI()
model = joblib.load("model.joblib")


class Parcel(BaseModel):
    grams: int
    kilometres: float


@app.post("/price")
def price(parcel: Parcel):
    answer = float(model.predict([[parcel.grams, parcel.kilometres]])[0])
    journal = open_journal()
    if journal:
        journal.keep({"request_id": uuid4().hex, "model_version": "7", "made_at": datetime.now(UTC), "prediction": answer})
    return {"price": answer}
