import pandas as pd
import pandera as pa
import pytest
from orders.contract import Orders
from orders.features import COLUMNS, build
from orders.split import split
from orders.train import fit

ROWS = pd.DataFrame({"items": [1, 2, 9, 8], "distance": [1.0, 3.0, 80.0, 90.0], "weekday": [0, 6, 5, 1], "late": [0, 0, 1, 1]})


def test_weekend_is_told_from_the_weekday():
    built = build(ROWS)
    assert list(built.columns) == COLUMNS
    assert built["weekend"].tolist() == [0, 1, 1, 0]


def test_rows_are_held_back_the_same_way_each_time():
    many = pd.concat([ROWS] * 5, ignore_index=True)
    first, second = split(many, 0.2, 7), split(many, 0.2, 7)
    assert first[1].index.tolist() == second[1].index.tolist()
    assert not set(first[0].index) & set(first[1].index)


def test_a_model_learns_that_far_orders_are_late():
    model = fit(pd.concat([ROWS] * 10), max_depth=2, learning_rate=0.3)
    near, far = model.predict_proba(build(ROWS.iloc[[0, 3]]))[:, 1]
    assert far > near


def test_a_negative_distance_is_refused():
    with pytest.raises(pa.errors.SchemaErrors):
        Orders.validate(ROWS.assign(distance=-1.0), lazy=True)
