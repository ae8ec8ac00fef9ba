import mlflow
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/leaves/7")


@app.post("/kind")
def kind(width: float):
    return {"kind": int(model.predict([[width]])[0])}
