from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import a_finding, an_assessment
from rung.assess.gate.baseline import read, stand_of, written
from rung.domain import Verdict
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


def test_file_is_written_to_be_read_in_a_diff() -> None:
    findings = [a_finding("b", Verdict.UNMET), a_finding("a")]
    assert written(stand_of([an_assessment(findings, path="späte")], "2026.1")) == (
        "{\n"
        '  "schema_version": 1,\n'
        '  "ladder_version": "2026.1",\n'
        '  "projects": {\n'
        '    "späte": {\n'
        '      "a": "met, found",\n'
        '      "b": "unmet"\n'
        "    }\n"
        "  }\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"schema_version": 2, "ladder_version": "1", "projects": {}}', "baseline of version 2, this Rung reads 1"),
        ('{"schema_version": 1, "projects": {}}', "not a baseline: no key 'ladder_version'"),
        (
            '{"schema_version": 1, "ladder_version": "1", "projects": {"": {"a": "good"}}}',
            "'good' is not a valid Verdict",
        ),
    ],
)
def test_what_is_wrong_with_a_baseline_is_said(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read(text, "rung-baseline.json")
