"""Keys are added, and every other character of the file stays."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rung.errors import UsageError
from rung.project.adding import with_keys
from rung.project.yaml_lines import read_document

BLOCK = "# ours\nproject: churn\nevaluate:\n  metric: roc_auc  # decides\n\n# the end\n"


def test_a_key_joins_its_mapping_above_what_follows() -> None:
    after = with_keys(BLOCK, ("evaluate",), {"holdout": {"random": "20%", "seed": 7}})
    assert after == BLOCK.replace("decides\n", "decides\n  holdout: {random: 20%, seed: 7}\n")


def test_what_is_there_stays_as_it_is() -> None:
    assert with_keys(BLOCK, ("evaluate",), {"metric": "rmse"}) == BLOCK


def test_a_section_that_is_not_there_is_made_at_the_end() -> None:
    after = with_keys(BLOCK, ("model",), {"name": "churn"})
    assert after == BLOCK + "\nmodel:\n  name: churn\n"
    assert with_keys("", ("model",), {"name": "churn"}) == "model:\n  name: churn\n"
    assert with_keys("project: a", ("team",)[:0], {"team": "b"}) == "project: a\nteam: b\n"


def test_braces_are_added_to_before_they_close() -> None:
    text = "pipeline:\n  a: {run: x}  # one\n  b: {run: y, }\n  c: {\n    run: z\n  }\n"
    for name in "abc":
        text = with_keys(text, ("pipeline", name), {"params": {"n": 3}})
    assert "a: {run: x, params: {n: 3}}  # one" in text
    assert {each["params"]["n"] for each in yaml.safe_load(text)["pipeline"].values()} == {3}


def test_an_empty_section_is_filled_and_keeps_its_comment() -> None:
    text = "evaluate:  # later\nproject: a\n"
    assert with_keys(text, ("evaluate",), {"metric": "rmse"}) == "evaluate:  # later\n  metric: rmse\nproject: a\n"


@pytest.mark.parametrize("text", ["evaluate: null\n", "evaluate: ~  # nothing yet\n", "pipeline: {}\nevaluate: ''\n"])
def test_an_odd_section_is_told(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        with_keys(text, ("evaluate",), {"metric": "rmse"})
    assert caught.value.where


@pytest.mark.parametrize("text", ["project: [\n", "evaluate: {metric: a, metric: b}\n", "projct: a\n"])
def test_a_file_that_cannot_be_read_is_not_touched(text: str) -> None:
    with pytest.raises(UsageError):
        with_keys(text, ("evaluate",), {"metric": "rmse"})


NAME = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
VALUE = st.one_of(st.integers(-9, 9), st.booleans(), st.text("aä'\"#: {}[]&*!%@-1e0", max_size=8), st.floats(-9, 9))
PARAMS = st.dictionaries(NAME, VALUE, max_size=4)


@given(
    steps=st.dictionaries(NAME, PARAMS, min_size=1, max_size=4), new=PARAMS, flow=st.sampled_from([True, False, None])
)
def test_any_params_are_added_to_any_step(
    steps: dict[str, dict[str, Any]], new: dict[str, Any], flow: bool | None
) -> None:
    written = {"pipeline": {name: {"run": "x", "params": params} for name, params in steps.items()}}
    text = "# top\n" + yaml.safe_dump(written, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    step = list(steps)[-1]
    before = read_document(text).value
    try:
        after = with_keys(text, ("pipeline", step, "params"), new)
    except UsageError:
        return  # `1e3` and the like: read here as YAML 1.2 has it, written there as 1.1
    rest = iter(after)
    assert all(each in rest for each in text)
    value = read_document(after).value
    assert value["pipeline"][step].pop("params") == new | before["pipeline"][step].pop("params")
    assert value == before
