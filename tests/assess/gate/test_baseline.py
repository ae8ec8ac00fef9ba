from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import an_assessment
from rung.assess.gate.baseline import read, stand_of, written
from rung.errors import UsageError


def test_what_is_written_is_read_back() -> None:
    baseline = stand_of([an_assessment(), an_assessment(path="services/api")], "1")
    assert read(written(baseline), "x") == baseline


def test_one_practice_is_one_line() -> None:
    assert '      "automated-deployment": "partial, found",' in written(stand_of([an_assessment()], "1")).splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema_version": 9}',
        '{"schema_version": 1, "ladder_version": "1", "projects": {"": {"a": "good"}}}',
        '{"schema_version": 1, "ladder_version": "1", "projects": {"": {"a": 3}}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_baseline_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(text, "rung-baseline.json")
    assert "--update-baseline" in (refused.value.fix or "")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read(text, "x")
