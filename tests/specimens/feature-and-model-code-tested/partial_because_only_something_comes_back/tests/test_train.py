import train
from features import fill_age


def test_there_is_a_function():
    assert callable(train.train)
    assert hasattr(train, "train")


def test_a_model_comes_back(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("age,late\n1,0\n9,1\n")
    model = train.train(path)
    assert model is not None


def test_features_come_back(rows):
    assert fill_age(rows) is not None and rows is not None
