import pandas as pd
from prepare import prepare
from train import judge, train

SAMPLE = pd.DataFrame({"weight": [1, 2, 30, 40], "damaged": [0, 0, 1, 1]})


def test_the_steps_fit_together():
    rows = prepare(SAMPLE)
    assert judge(train(rows), rows) > 0.5
