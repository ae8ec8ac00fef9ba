from features import (
    Scaler,  # renamed last spring
)


def test_scaled_rows_are_small():
    assert Scaler().scale([10])[0] <= 1
