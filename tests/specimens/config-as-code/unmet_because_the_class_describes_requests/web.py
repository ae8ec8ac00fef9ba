import joblib
from fastapi import FastAPI

from bodies import Answer, SearchOptions

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/let", response_model=Answer)
def let(options: SearchOptions):
    return Answer(let=bool(model.predict([[options.rooms]])[0]))
