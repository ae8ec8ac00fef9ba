import pandas as pd
from prepare import prepare

SAMPLE = pd.DataFrame({"weight": [1, 2, 30, 40], "damaged": [0, 0, 1, 1]})


def test_a_heavy_parcel_is_marked():
    assert prepare(SAMPLE)["heavy"].sum() == 2
