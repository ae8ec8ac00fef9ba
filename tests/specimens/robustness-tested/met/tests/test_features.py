import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from features import fill_age


@given(st.lists(st.floats(allow_nan=True)))
def test_any_age_gives_no_gap(ages):
    assert not fill_age(pd.DataFrame({"age": ages}))["age"].isna().any()
