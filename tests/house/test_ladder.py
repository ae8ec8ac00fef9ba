"""The ladder is the one of the specification: ids, levels, capabilities, what gates and how strong.

A change of `ladder_spec.csv` moves the ladder under everybody who was measured with it: it needs a new ladder version.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from rung.assess.base import Practice
from rung.plugins import discover

COMPLETE = True
"""Whether all practices are written; until then only those that exist are held against the specification."""

with Path(__file__).with_name("ladder_spec.csv").open(newline="") as _file:
    SPEC = {row["id"]: row for row in csv.DictReader(_file)}
LADDER = {practice.id: practice for practice in discover("rung.assess.practices", Practice)}


@pytest.mark.parametrize("practice", LADDER.values(), ids=LADDER.keys())
def test_is_as_specified(practice: type[Practice]) -> None:
    card = practice.card()
    assert card.id in SPEC, f"{card.id} is not on the ladder: ids never change, and a new one needs a new version"
    assert {
        "id": card.id,
        "capability": card.capability.value,
        "level": str(card.level.value),
        "gating": "yes" if card.gating else "no",
        "min_strength": card.min_strength.label,
    } == SPEC[card.id]


@pytest.mark.parametrize("practice", LADDER.values(), ids=LADDER.keys())
def test_leans_on_practices_that_exist(practice: type[Practice]) -> None:
    strangers = set(practice.needs) - SPEC.keys()
    assert not strangers, f"{practice.id} needs {strangers}, which the ladder does not have"


@pytest.mark.parametrize("practice", LADDER.values(), ids=LADDER.keys())
def test_leans_on_nothing_above_it(practice: type[Practice]) -> None:
    above = [need for need in practice.needs if int(SPEC[need]["level"]) > practice.level]
    assert not above, f"{practice.id} on level {practice.level.value} needs {above} above it: no plan could order that"


def test_the_specification_is_whole() -> None:
    assert len(SPEC) == 73
    assert sum(row["gating"] == "yes" for row in SPEC.values()) == 70


@pytest.mark.skipif(not COMPLETE, reason="practices are still being written")
def test_ladder_is_complete() -> None:
    assert SPEC.keys() == LADDER.keys()
