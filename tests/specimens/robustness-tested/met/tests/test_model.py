from hypothesis import given
from hypothesis import strategies as st

from train import train


@given(st.floats(allow_nan=False))
def test_any_age_gets_a_known_answer(age):
    model = train("tests/sample.csv")
    assert model.predict([[age]])[0] in (0, 1)
