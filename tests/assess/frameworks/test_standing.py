"""How much of a criterion the evidence supports."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from rung.assess.frameworks import Framework
from rung.assess.frameworks.base import Group, asks
from rung.assess.frameworks.files import framework_json, framework_markdown
from rung.assess.frameworks.lines import framework_lines
from rung.assess.frameworks.standing import Support, standings
from rung.assess.report.style import PLAIN
from rung.domain import Assessment, Verdict
from rung.testing.samples import sample_assessments

SAMPLE, _, HOSTILE = sample_assessments()
NAMES = {each.verdict: each.id for each in SAMPLE.findings}


def framework(practices: str) -> type[Framework]:
    groups = (Group("Group", (asks("C 1", "It is good", practices, beyond="" if practices else "all of it"),)),)
    values = {"id": "made", "title": "Made", "version": "1", "source": "https://example.org", "caveat": "Made up."}
    return type("Made", (Framework,), {**values, "groups": groups})


@dataclass(frozen=True)
class Case:
    verdicts: tuple[Verdict, ...]
    support: Support


@pytest.mark.parametrize(
    "case",
    [
        Case((Verdict.MET,), Support.EVIDENCE),
        Case((Verdict.MET, Verdict.NOT_APPLICABLE), Support.EVIDENCE),
        Case((Verdict.MET, Verdict.UNKNOWN), Support.SOME),
        Case((Verdict.MET, Verdict.WAIVED), Support.SOME),
        Case((Verdict.PARTIAL, Verdict.UNMET), Support.SOME),
        Case((Verdict.UNMET, Verdict.UNKNOWN), Support.UNSEEN),
        Case((Verdict.UNMET,), Support.NONE),
        Case((Verdict.WAIVED,), Support.NONE),
        Case((Verdict.NOT_APPLICABLE,), Support.ELSEWHERE),
        Case((), Support.ELSEWHERE),
    ],
    ids=lambda case: "-".join(case.verdicts) or "nothing",
)
def test_support(case: Case) -> None:
    made = framework(" ".join(NAMES[each] for each in case.verdicts))
    (standing,) = standings(made, SAMPLE)
    assert standing.support is case.support


def test_a_practice_that_the_ladder_lacks_is_left_out() -> None:
    (standing,) = standings(framework(f"{NAMES[Verdict.MET]} gone-since"), SAMPLE)
    assert [each.id for each in standing.findings] == [NAMES[Verdict.MET]]


@pytest.mark.parametrize("assessment", [SAMPLE, HOSTILE], ids=["plain", "hostile"])
def test_every_form_says_that_nothing_is_promised_and_what_is_outside(assessment: Assessment) -> None:
    made = framework("")
    for text in (
        PLAIN.finish(framework_lines(made, assessment, PLAIN, 80)),
        framework_markdown(made, assessment),
        json.dumps(framework_json(made, assessment)),
    ):
        assert "never says that a criterion is satisfied" in " ".join(text.split())
        assert "all of it" in text
        assert "\x1b" not in text
        text.encode()


def test_markdown_tables_survive_hostile_names() -> None:
    text = framework_markdown(framework(" ".join(NAMES.values())), HOSTILE)
    (row,) = [line for line in text.splitlines() if line.startswith("| C 1")]
    assert row.count("|") == 5
    assert "<b>" not in row
