from api import answer


def test_answer():
    assert answer(1) == 1
