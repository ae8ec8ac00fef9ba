from train import train


def test_train_finds_the_rule(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("age,late\n1,0\n2,0\n8,1\n9,1\n")
    model = train(path)
    assert model.predict([[9]])[0] == 1
