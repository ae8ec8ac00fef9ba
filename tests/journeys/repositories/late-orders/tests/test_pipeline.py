"""The whole pipeline on a small sample, from raw rows to one prediction."""

from pathlib import Path

import joblib
from fastapi.testclient import TestClient
from orders.split import split
from orders.train import fit
from orders.validate import validate

SAMPLE = Path(__file__).with_name("sample.csv")


def test_from_raw_rows_to_a_prediction(tmp_path, monkeypatch):
    train, held = split(validate(SAMPLE), holdout=0.2, seed=7)
    model = fit(train, max_depth=2, learning_rate=0.3)
    model.run_id_ = "sample"
    (tmp_path / "models").mkdir()
    joblib.dump(model, tmp_path / "models" / "late.joblib")
    monkeypatch.chdir(tmp_path)
    from orders.serve import app

    answer = TestClient(app).post("/v1/predict", json={"items": 9, "distance": 90.0, "weekday": 6})
    assert answer.status_code == 200
    assert answer.json()["late"] > 0.5
    assert answer.json()["run"] == "sample"
