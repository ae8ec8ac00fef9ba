from unittest.mock import patch

from flow import run


@patch("flow.train")
@patch("mlflow.sklearn.log_model")
def test_flow(log_model, train):
    run("orders.csv")
    assert train.called
