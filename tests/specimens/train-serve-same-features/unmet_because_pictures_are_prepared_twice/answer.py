import albumentations
import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("leaves.joblib")
STEPS = albumentations.Compose([albumentations.Resize(64, 64), albumentations.Normalize(mean=(0.5,), std=(0.5,))])


@app.post("/kind")
def kind(picture: list[float]):
    return {"kind": int(model.predict([STEPS(image=picture)["image"]])[0])}
