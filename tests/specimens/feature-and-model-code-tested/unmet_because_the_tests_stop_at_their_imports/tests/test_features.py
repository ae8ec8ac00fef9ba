import pandas as pd

from features import AgeFiller


def test_missing_age_becomes_zero():
    assert AgeFiller()(pd.DataFrame({"age": [None, 3.0]}))["age"].tolist() == [0.0, 3.0]
