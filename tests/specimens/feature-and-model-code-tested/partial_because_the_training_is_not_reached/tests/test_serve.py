from unittest.mock import patch

import serve


@patch("serve.joblib.load")
@patch("serve.app")
def test_a_model_is_asked(app, load):
    load.return_value.predict.return_value.tolist.return_value = [1]
    assert serve.predict([{"age": 9}]) == [1]


@patch("serve.joblib.load")
@patch("serve.app")
def test_every_row_is_asked(app, load):
    load.return_value.predict.return_value.tolist.return_value = [1, 0]
    assert serve.predict([{"age": 9}, {"age": 1}]) == [1, 0]


@patch("serve.joblib.load")
@patch("serve.app")
def test_nothing_is_asked(app, load):
    load.return_value.predict.return_value.tolist.return_value = []
    assert serve.predict([]) == []
