"""An entry is added, and nothing else moves."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from rung.errors import ManifestError, UsageError
from rung.project.editing import with_entry
from rung.project.reading import read_manifest

ENTRY = {
    "practice": "capacity-managed", "by": "platform lead", "reason": "one machine until March", "until": date(2027, 3, 31)
}  # fmt: skip
LINES = """\
  - practice: capacity-managed
    by: platform lead
    reason: one machine until March
    until: 2027-03-31
"""
BLOCK = "  - {practice: model-card, by: ann, reason: soon, until: 2027-01-01}  # by hand\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"waivers:\n{LINES}"),
        ("project: x", f"project: x\n\nwaivers:\n{LINES}"),
        ("# ours\nproject: x  # name\n", f"# ours\nproject: x  # name\n\nwaivers:\n{LINES}"),
        ("waivers: []  # none yet\nproject: x\n", f"waivers:  # none yet\n{LINES}project: x\n"),
        ("waivers:\nproject: x\n", f"waivers:\n{LINES}project: x\n"),
        (f"waivers:\n{BLOCK}\n# end\nproject: x\n", f"waivers:\n{BLOCK}{LINES}\n# end\nproject: x\n"),
        (
            "waivers:\n- practice: model-card\n  by: ann\n  reason: |\n    two\n    lines\n  until: 2027-01-01\n",
            "waivers:\n- practice: model-card\n  by: ann\n  reason: |\n    two\n    lines\n  until: 2027-01-01\n"
            + "".join(line[2:] + "\n" for line in LINES.splitlines()),
        ),
    ],
)  # fmt: skip
def test_the_rest_of_the_file_stays(before: str, after: str) -> None:
    assert with_entry(before, "waivers", ENTRY) == after


def test_a_list_in_one_line_is_refused_with_what_to_do() -> None:
    text = "waivers: [{practice: model-card, by: ann, reason: soon, until: 2027-01-01}]\n"
    with pytest.raises((UsageError, ManifestError)):
        with_entry(text, "waivers", ENTRY)


def test_a_file_that_does_not_fit_its_schema_is_not_touched() -> None:
    with pytest.raises(ManifestError):
        with_entry("projet: x\n", "waivers", ENTRY)


@example("0E0")
@example("1e3")
@example("0o17")
@example("True")
@example("yes")
@example("~")
@example("2027-01-01")
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_any_reason_comes_back(reason: str) -> None:
    once = with_entry("", "waivers", {**ENTRY, "reason": reason})
    twice = with_entry(once, "waivers", ENTRY)
    assert [each.reason for each in read_manifest(twice).waivers] == [reason, ENTRY["reason"]]
    assert twice.startswith(once)
    assert yaml.safe_load(twice)
