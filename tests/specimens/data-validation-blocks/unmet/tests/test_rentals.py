import pandas as pd


def test_sample():
    frame = pd.read_csv("tests/sample.csv")
    assert frame["temperature"].between(-40, 50).all()
