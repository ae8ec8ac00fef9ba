"""Every runner keeps to the rules."""

from __future__ import annotations

import pytest

from rung.pipeline.base import Runner
from rung.plugins import discover
from rung.testing import check_runner

RUNNERS = discover("rung.pipeline.runners", Runner)  # type: ignore[type-abstract]


def test_there_is_one_for_this_machine() -> None:
    assert "local" in {each.id for each in RUNNERS}


@pytest.mark.parametrize("runner", RUNNERS, ids=lambda each: each.id)
def test_keeps_to_the_rules(runner: type[Runner]) -> None:
    check_runner(runner)
