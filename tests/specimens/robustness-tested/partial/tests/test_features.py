import pandas as pd

from features import fill_age


def test_out_of_range_age_stays_a_number():
    assert fill_age(pd.DataFrame({"age": [1e300]}))["age"][0] == 1e300
