from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.assess.report.text import percent, safe, tenths, wrapped


@given(st.text())
def test_safe_text_is_one_printable_line(text: str) -> None:
    assert not any(each < " " or each == "\x7f" for each in safe(text.replace("\ud800", "")))


@pytest.mark.parametrize(("share", "text"), [(0.599, "59 %"), (0.29, "29 %"), (0.6, "60 %"), (1.0, "100 %")])
def test_percent_rounds_down(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(("index", "text"), [(2.99, "2.9"), (3.0, "3.0"), (2.7, "2.7")])
def test_index_rounds_down(index: float, text: str) -> None:
    assert tenths(index) == text


def test_later_lines_hang_below_the_first() -> None:
    assert wrapped("one two three four five six", " ✕ a   ", 27) == [" ✕ a   one two three four", "       five six"]
