"""A campaign over time: which days are looked at, what is kept, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import GitRepo

from rung.assess.page.burn_up import burn_up
from rung.assess.portfolio import Campaign, Portfolio, part
from rung.assess.portfolio.base import Progress
from rung.assess.portfolio.drawing import campaign_sentence
from rung.assess.portfolio.file import read_portfolio
from rung.assess.portfolio.measuring import measure_portfolio
from rung.assess.portfolio.past import MOST_POINTS, days_between

Make = Callable[..., GitRepo]
TRAIN = "import pandas\nfrom sklearn.linear_model import Ridge\n\nrows = pandas.read_csv('rows.csv')\nRidge().fit(rows[['a']], rows['y'])\n"
CI = (
    "on: [push, pull_request]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n"
    "      - run: ruff check .\n      - run: pytest\n"
)
TEST = "from train import rows\n\n\ndef test_rows():\n    assert len(rows) == 2\n"
CAMPAIGN = Campaign("CI for all", ("ci-on-every-change",), date(2026, 1, 1), date(2026, 5, 1))


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), length=st.integers(0, 4000))
def test_the_days_of_a_curve(start: date, length: int) -> None:
    today = start + timedelta(days=length)
    days = days_between(start, today)
    assert days == sorted(set(days))
    assert len(days) <= MOST_POINTS
    assert days[:1] == ([start] if length else [])
    assert all(start <= day < today for day in days)


def test_weeks_while_it_is_young_and_months_later() -> None:
    assert days_between(date(2026, 1, 1), date(2026, 1, 20)) == [date(2026, 1, 1), date(2026, 1, 8), date(2026, 1, 15)]
    later = days_between(date(2025, 11, 15), date(2026, 3, 10))
    assert later == [date(2025, 11, 15), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]


@pytest.fixture
def two_projects(make_repo: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One takes CI up in February, the other never."""
    monkeypatch.setenv("RUNG_CACHE", str(tmp_path / "cache"))
    for name in ("churn", "fraud"):
        repo = make_repo(name=name)
        repo.commit({"train.py": TRAIN, "test_train.py": TEST, "rows.csv": "a,y\n1,2\n2,3\n"}, date="2025-12-01T12:00")
        if name == "churn":
            repo.commit({".github/workflows/ci.yml": CI}, date="2026-02-10T12:00")
    file = tmp_path / "portfolio.yaml"
    file.write_text(
        "projects: [{path: churn}, {path: fraud}]\ncampaigns:\n  - {name: CI for all, practices: [ci-on-every-change], "
        "start: 2026-01-01, due: 2026-05-01}\n"
    )
    return file


def measured(file: Path, today: date) -> Portfolio:
    listed = read_portfolio(file, ["ci-on-every-change"])
    now = datetime.combine(today, datetime.min.time(), UTC)
    return measure_portfolio(listed, now, since=None, workers=1, tell=lambda *_: None)


def test_a_campaign_burns_up(two_projects: Path) -> None:
    (progress,) = measured(two_projects, date(2026, 3, 1)).campaigns
    assert progress.course[0] == (date(2026, 1, 1), 0)
    assert progress.course[-1] == (date(2026, 3, 1), 1)
    before = [count for day, count in progress.course if day < date(2026, 2, 10)]
    after = [count for day, count in progress.course if day > date(2026, 2, 10)]
    assert set(before) == {0}
    assert set(after) == {1}
    assert progress.expected == pytest.approx(2 * 59 / 120)
    assert "practices met 0 → 1 of 2, 1 would be on time, due 2026-05-01" in campaign_sentence(progress)


def test_what_was_measured_once_is_not_measured_again(two_projects: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = measured(two_projects, date(2026, 3, 1))
    opened: list[str | None] = []
    really = part.open_tree

    def counting(address: Path, *, at: str | None = None) -> object:
        opened.append(at)
        return really(address, at=at)

    monkeypatch.setattr(part, "open_tree", counting)
    assert measured(two_projects, date(2026, 3, 1)).campaigns == first.campaigns
    assert set(opened) == {None}, "only the newest commit of each project is opened again"


def test_a_campaign_to_come_has_no_course(two_projects: Path) -> None:
    (progress,) = measured(two_projects, date(2025, 12, 24)).campaigns
    assert progress.course == ()
    assert "begins 2026-01-01" in campaign_sentence(progress)
    assert burn_up(progress) == ""


def test_a_campaign_that_ended_before_its_end_is_overdue() -> None:
    late = Progress(CAMPAIGN, 4, 3, 3, 4, ((date(2026, 1, 1), 1), (date(2026, 6, 1), 3)))
    assert late.overdue
    assert "overdue since 2026-05-01" in campaign_sentence(late)
    done = Progress(CAMPAIGN, 4, 4, 4, 4, ((date(2026, 1, 1), 1), (date(2026, 6, 1), 4)))
    assert not done.overdue


def test_the_picture_says_in_words_what_it_shows() -> None:
    course = ((date(2026, 1, 1), 1), (date(2026, 2, 1), 3))
    drawn = burn_up(Progress(CAMPAIGN, 4, 3, 3, 4, course))
    assert 'role="img"' in drawn
    assert "Practices met of 4. 2026-01-01: 1, 2026-02-01: 3. Due 2026-05-01" in drawn


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 9, 1)])
def test_nothing_leaves_the_picture(day: date) -> None:
    drawn = burn_up(Progress(CAMPAIGN, 1, 1, 1, 1, ((CAMPAIGN.start, 0), (day, 1))))
    across = [float(each.split('"')[0]) for each in drawn.split('cx="')[1:]]
    assert all(0 <= each <= 520 for each in across)
