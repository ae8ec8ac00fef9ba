"""Frameworks of other people: every criterion is mapped or said to be outside, and nothing is promised."""

from __future__ import annotations

import re

import pytest

from rung.assess.base import Practice
from rung.assess.frameworks import Framework, framework_named, frameworks
from rung.assess.frameworks.base import Group, asks
from rung.errors import UsageError
from rung.plugins import discover
from rung.testing import check_framework

PRACTICES = {each.id: each.card() for each in discover("rung.assess.practices", Practice)}
KNOWN = {each.id: each for each in frameworks()}


@pytest.mark.parametrize("framework", KNOWN.values(), ids=KNOWN.keys())
def test_keeps_to_the_rules(framework: type[Framework]) -> None:
    check_framework(framework, PRACTICES)


@pytest.mark.parametrize(
    ("framework", "count"),
    [("ml-test-score", 28), ("nist-ai-rmf", 72)],
)
def test_is_whole_where_the_framework_counts_its_criteria(framework: str, count: int) -> None:
    assert len(framework_named(framework).criteria()) == count


def test_annex_a_of_iso_42001_is_whole() -> None:
    controls = [each.id for each in framework_named("iso-42001").criteria() if each.id.startswith("A.")]
    assert len(controls) == 38


REFERENCES = [
    (
        "ml-test-score",
        re.compile(r"ML Test Score"),
        re.compile(r"(Data|Model|Infra|Monitor) ((?:\d)(?:(?:,| and) \d)*)"),
    ),
    (
        "nist-ai-rmf",
        re.compile(r"NIST AI RMF"),
        re.compile(r"(GOVERN|MAP|MEASURE|MANAGE) (\d\.\d+(?:(?:,| and) \d\.\d+)*)"),
    ),
    (
        "eu-ai-act",
        re.compile(r"EU AI Act"),
        re.compile(r"([Aa]rticle)s? (\d+(?:\([^ ,]*)?(?:(?:,| and) \d+(?:\([^ ,]*)?)*)"),
    ),
]


def cited() -> list[tuple[str, str, str]]:
    """Framework, criterion and practice, for every criterion that a practice's own references name."""
    found = []
    for card in PRACTICES.values():
        for framework, title, pattern in REFERENCES:
            for reference in card.references:
                for part in re.split("; ", reference):
                    if title.search(part):
                        found += [(framework, each, card.id) for each in criteria_in(part, pattern)]
    return found


def criteria_in(text: str, pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{head.capitalize() if head.islower() else head} {re.sub(r'[(].*', '', number)}"
        for head, numbers in pattern.findall(text)
        for number in re.split(r", | and ", numbers)
    ]


@pytest.mark.parametrize(("framework", "criterion", "practice"), sorted(set(cited())))
def test_what_a_practice_cites_is_mapped_to_it(framework: str, criterion: str, practice: str) -> None:
    mapped = {each.id: each.practices for each in framework_named(framework).criteria()}
    assert criterion in mapped, f"{practice} cites {criterion}, which {framework} does not list"
    assert practice in mapped[criterion]


def test_the_citations_are_found() -> None:
    assert len(cited()) > 100


def test_every_practice_speaks_of_some_criterion() -> None:
    named = {practice for framework in frameworks() for each in framework.criteria() for practice in each.practices}
    assert not PRACTICES.keys() - named


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(UsageError, match="nist") as refused:
        framework_named("nist")
    assert "did you mean nist-ai-rmf" in str(refused.value.fix)


class Broken(Framework):
    """Breaks one rule at a time."""

    id = "test-frameworks"
    title = "T"
    version = "1"
    source = "https://example.org"
    caveat = "C."
    groups = (Group("G", (asks("1", "Something", "code-in-version-control"),)),)


@pytest.mark.parametrize(
    ("criteria", "rule"),
    [
        ((asks("1", "Something", "no-such-practice"),), "which the ladder does not have"),
        ((asks("1", "Something"),), "says neither"),
        ((asks("1", "A", beyond="b"), asks("1", "A", beyond="b")), "two criteria have one id"),
        ((asks("1", "The system is compliant", beyond="b"),), "promises"),
    ],
)
def test_the_check_refuses(criteria: tuple[object, ...], rule: str) -> None:
    broken = type("Broken", (Broken,), {"groups": (Group("G", criteria),), "__doc__": "B.", "__module__": __name__})  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match=rule):
        check_framework(broken, PRACTICES)
