"""Times that never come."""

from __future__ import annotations

import pytest

from rung.assess.ci.cron import never_comes


@pytest.mark.parametrize(
    "cron",
    [
        "0 0 31 2 *",
        "0 0 30 2 *",
        "0 0 31 4,6,9,11 *",
        "99 0 * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 1 13 *",
        "0 0 * * 9",
    ],
)
def test_it_never_comes(cron: str) -> None:
    assert cron in never_comes(cron)


@pytest.mark.parametrize(
    "cron",
    [
        "0 4 * * 1",
        "*/5 * * * *",
        "0 0 29 2 *",
        "0 0 31 * *",
        "0 0 31 2 1",
        "0 0 30-31 1-2 *",
        "0 0 1 JAN MON",
        "0 0 L * ?",
        "@daily",
        "rate(1 day)",
        "0 0 1 1 * 2030",
        "",
    ],
)
def test_it_comes(cron: str) -> None:
    assert not never_comes(cron)
