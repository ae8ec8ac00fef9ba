from features import clip_age


def test_outlier_above():
    assert clip_age(900) == 120


def test_outlier_below():
    assert clip_age(-4) == 0


def test_extreme_value():
    assert clip_age(1e9) == 120


def test_out_of_range_zero():
    assert clip_age(0) == 0


def test_noisy_age():
    assert clip_age(50.4) == 50.4
