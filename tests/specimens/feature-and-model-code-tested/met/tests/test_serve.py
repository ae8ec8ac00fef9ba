from fastapi.testclient import TestClient

from serve import app


def test_an_old_order_is_late():
    answer = TestClient(app).post("/predict", json=[{"age": 9}])
    assert answer.json() == [1]
