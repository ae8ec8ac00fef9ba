import pandas as pd

from features import fill_age


def test_missing_age_becomes_zero():
    assert fill_age(pd.DataFrame({"age": [None, 3.0]}))["age"].tolist() == [0.0, 3.0]


def test_known_age_stays():
    assert fill_age(pd.DataFrame({"age": [7.0]}))["age"].tolist() == [7.0]
