import httpx

HERE = "http://127.0.0.1:9000"


def test_kind_is_one_of_three():
    answer = httpx.post(f"{HERE}/kind", json={"width": 1.5})
    assert answer.json()["kind"] in ("oak", "elm", "ash")


def test_is_up():
    assert httpx.get(f"{HERE}/up").json() == {"up": True}
