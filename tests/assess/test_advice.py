from __future__ import annotations

import re

import pytest

from factories import a_card
from rung.assess.advice import LANGUAGE, WITH_TOOLS, advise
from rung.assess.collectors.ci import vendors
from rung.assess.collectors.toolbox import FILES, PACKAGES, Toolbox
from rung.assess.ladder import load_ladder
from rung.domain import Place, met, partial, unknown, unmet
from rung.testing.practices import MAX_REMEDY

TEXTS = [(practice, tool) for table in (WITH_TOOLS, LANGUAGE) for practice, texts in table.items() for tool in texts]


def box(**places: str) -> Toolbox:
    return Toolbox({tool.replace("_", "-"): Place(path) for tool, path in places.items()})


def test_tool_that_is_there_is_named() -> None:
    card = a_card("pipeline-failure-reaches-a-person")
    advised = advise(card, unmet("nothing tells"), box(gitlab=".gitlab-ci.yml", jenkins="Jenkinsfile"))
    assert "when: on_failure" in (advised.remedy or "")
    assert "post { failure { … } } to Jenkinsfile" in (
        advise(card, unmet("nothing tells"), box(jenkins="Jenkinsfile")).remedy or ""
    ).replace("`", "")


def test_general_advice_stays_where_no_tool_is_known() -> None:
    assert advise(a_card("data-versioned"), unmet("none"), box(make="Makefile")).remedy is None
    assert advise(a_card("unheard-of"), unmet("none"), box(dvc="dvc.yaml")).remedy is None


def test_more_exact_advice_is_left_alone() -> None:
    half = partial("no remote", remedy="name a remote")
    assert advise(a_card("data-versioned"), half, box(dvc="dvc.yaml")) is half


@pytest.mark.parametrize("judgement", [met("is there"), unknown("cannot be seen")])
def test_only_gaps_are_advised(judgement: object) -> None:
    assert advise(a_card("data-versioned"), judgement, box(dvc="dvc.yaml")) is judgement  # type: ignore[arg-type]


def test_language_decides_where_python_is_not() -> None:
    card = a_card("baseline-compared")
    assert "null model" in (advise(card, unmet("none"), box(r="train.R")).remedy or "")
    assert advise(card, unmet("none"), box(r="train.R", sklearn="train.py")).remedy is None


@pytest.mark.parametrize(("practice", "tool"), TEXTS)
def test_advice_is_of_this_ladder_and_of_tools_that_are_looked_for(practice: str, tool: str) -> None:
    assert practice in {each.id for each in load_ladder().cards}
    assert tool in {*FILES, *PACKAGES, *(each.name for each in vendors())}
    text = {**WITH_TOOLS.get(practice, {}), **LANGUAGE.get(practice, {})}[tool].format(place="a/b.yml")
    assert len(text) <= MAX_REMEDY
    assert not re.search(r"\.$|\n", text)
