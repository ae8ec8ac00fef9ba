import joblib
from fastapi.testclient import TestClient
from prepare import prepare
from serve import app
from train import train


def test_a_heavy_parcel_is_damaged(tmp_path, monkeypatch):
    model = train(prepare("tests/parcels.csv"))
    monkeypatch.chdir(tmp_path)
    joblib.dump(model, "model.joblib")
    answer = TestClient(app).post("/predict", json={"weight": 50})
    assert answer.json()["damaged"] > 0.5
