from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.cli import main
from rung.cli.days import FIRST, LAST, as_of_day, day_or_length, past_day, today
from rung.errors import UsageError

Make = Callable[..., Any]
HUGE = "9" * 400


def test_a_day_is_itself_and_a_length_counts_from_today() -> None:
    assert past_day("2026-08-01", "--since") == date(2026, 8, 1)
    before = today()
    ago, ahead = past_day("2w", "--since"), day_or_length("90d", "--until", ahead=True)
    around_midnight = (before, today())
    assert ago + timedelta(days=14) in around_midnight
    assert ahead is not None
    assert ahead - timedelta(days=90) in around_midnight
    assert day_or_length("main~3", "--from") is None
    assert as_of_day(None) is None


@given(number=st.integers(min_value=0, max_value=10**30), unit=st.sampled_from("smhdwy"), ahead=st.booleans())
def test_every_length_is_a_day_to_calculate_with(number: int, unit: str, ahead: bool) -> None:
    before = today()
    found = day_or_length(f"{number}{unit}", "--from", ahead=ahead)
    assert found is not None
    assert FIRST <= found <= LAST
    assert found >= before if ahead else found <= today()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["report", "--from", "99999999d"], "there is no commit by 1970-01-01"),
        (["report", "--from", f"{HUGE}y"], "there is no commit by 1970-01-01"),
        (["report", "--from", "0001-01-01"], "0001-01-01 lies outside of 1970 to 2999"),
        (["plan", "--as-of", "9999-12-31"], "9999-12-31 lies outside of 1970 to 2999"),
        (["assess", "--as-of", "0001-01-01"], "0001-01-01 lies outside of 1970 to 2999"),
        (["assess", "--as-of", "90d"], "'90d' is not a date"),
        (["assess", "--history", "--since", ""], "'' is no day"),
        (["assess", "--history", "--since", "soon"], "'soon' is no day"),
        (
            ["attest", "capacity-managed", "--by", "x", "--says", "y", "--until", f"{HUGE}d"],
            "more than three years ahead",
        ),
    ],
)
def test_a_day_that_cannot_be_used_is_told(
    words: list[str], told: str, make_repo: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "-C", str(make_repo({"a.py": ""}).path)]) in (2, 3)
    assert told in capsys.readouterr().err


def test_the_ends_of_what_can_be_used_can_be_used() -> None:
    for text in ("1970-01-01", "2999-12-31"):
        assert as_of_day(text) == date.fromisoformat(text)
    with pytest.raises(UsageError):
        as_of_day("3000-01-01")


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("2900-01-01", "2900-01-01 has not come yet"),
        ("30.09.2026", "'30.09.2026' is no day and no revision"),
        ("no-such-branch", "'no-such-branch' is no day and no revision"),
    ],
)
def test_a_report_on_what_has_not_come_or_is_no_day_is_told(
    when: str, told: str, make_repo: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--from", when, "-C", str(make_repo({"a.py": ""}).path)]) == 2
    assert told in capsys.readouterr().err
