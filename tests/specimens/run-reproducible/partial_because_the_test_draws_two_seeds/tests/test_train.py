import pandas as pd
from prepare import prepare
from train import judge, train

SAMPLE = prepare(pd.DataFrame({"weight": [1, 2, 30, 40], "damaged": [0, 0, 1, 1]}))


def test_another_seed_gives_as_good_a_model():
    first = train(SAMPLE, seed=5)
    again = train(SAMPLE, seed=6)
    assert judge(first, SAMPLE) == judge(again, SAMPLE)
