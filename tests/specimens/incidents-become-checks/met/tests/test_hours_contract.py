def test_hours():
    assert True
