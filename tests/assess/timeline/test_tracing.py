"""Which commits are measured, and which one is found to have changed the level."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.assess.report.style import PLAIN
from rung.assess.timeline.base import Point, Timeline
from rung.assess.timeline.choosing import Dated, chosen, main_line
from rung.assess.timeline.drawing import timeline_json, timeline_lines
from rung.assess.timeline.tracing import trace
from rung.assess.tree.commits import Person, RawCommit, RawHistory
from rung.domain import Kind, Level, Verdict

START = datetime(2026, 1, 1, tzinfo=UTC)
ANN = Person("Ann", "ann@example.org")


def line(count: int, days: float = 1) -> list[Dated]:
    return [
        Dated(f"{number:040}", START + timedelta(days=number * days), f"change {number}") for number in range(count)
    ]


class Measured:
    """Levels by number of the commit; counts what was asked for."""

    def __init__(self, levels: Sequence[int]) -> None:
        self.levels = levels
        self.asked: list[int] = []

    def __call__(self, commits: Sequence[Dated]) -> list[Point]:
        numbers = [int(each.id) for each in commits]
        self.asked += numbers
        return [self._point(each, self.levels[int(each.id)]) for each in commits]

    @staticmethod
    def _point(commit: Dated, level: int) -> Point:
        verdicts = {"data-versioned": Verdict.MET if level > 1 else Verdict.UNMET}
        return Point(
            commit.id, commit.when, commit.title, Kind.PROJECT, Level(level), Level(1), float(level), verdicts, "1"
        )


def traced(levels: Sequence[int], every: str) -> tuple[Timeline, Measured]:
    measure = Measured(levels)
    return trace("flights", line(len(levels)), every, measure), measure


def test_the_first_commit_and_the_last_of_each_month_are_measured() -> None:
    timeline, measure = traced([1] * 70, "month")
    assert [point.when.date() for point in timeline.points] == [
        date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 11),
    ]  # fmt: skip
    assert (timeline.commits, timeline.measured, len(measure.asked)) == (70, 4, 4)
    assert timeline.moves == ()


def test_the_commit_that_raised_the_level_is_found_by_halving() -> None:
    timeline, measure = traced([1] * 40 + [2] * 30, "month")
    (move,) = timeline.moves
    assert (int(move.commit), move.before, move.after, move.gained) == (40, 1, 2, ("data-versioned",))
    assert move.rises
    assert len(measure.asked) <= 4 + 6


def test_a_fall_names_what_was_lost() -> None:
    timeline, _ = traced([2] * 10 + [1] * 25, "month")
    (move,) = timeline.moves
    assert (int(move.commit), move.rises, move.lost) == (10, False, ("data-versioned",))


@given(st.lists(st.integers(1, 3), min_size=1, max_size=60), st.sampled_from(["commit", "week", "month", "year"]))
def test_every_move_is_a_real_one_and_they_lead_from_first_to_last(levels: list[int], every: str) -> None:
    timeline, measure = traced(levels, every)
    assert len(measure.asked) == len(set(measure.asked)) == timeline.measured
    assert timeline.points[-1].level == levels[-1]
    for move in timeline.moves:
        number = int(move.commit)
        assert (move.before, move.after) == (levels[number - 1], levels[number])
        assert move.before != move.after
    if every == "commit":
        assert len(timeline.moves) == sum(one != other for one, other in itertools.pairwise(levels))


def test_time_runs_forward_along_first_parents_whatever_the_clocks_say() -> None:
    def commit(name: str, parents: tuple[str, ...], day: int) -> RawCommit:
        moment = int((START + timedelta(days=day)).timestamp())
        return RawCommit(name, parents, ANN, moment, 0, ANN, moment, name, ())

    history = RawHistory(
        (commit("d", ("c", "x"), 5), commit("x", ("a",), 4), commit("c", ("b",), 2), commit("b", ("a",), 3), commit("a", (), 0)),
        (), False, False, "",
    )  # fmt: skip
    found = main_line(history, None)
    assert [each.id for each in found] == ["a", "b", "c", "d"]
    assert [each.when for each in found] == sorted(each.when for each in found)
    assert [each.id for each in main_line(history, date(2026, 1, 5))] == ["d"]


@given(st.integers(1, 80), st.sampled_from(["commit", "day", "week", "month", "quarter", "year"]))
def test_the_newest_commit_is_always_measured(count: int, every: str) -> None:
    numbers = chosen(line(count, 9), every)
    assert numbers[-1] == count - 1
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("width", [60, 100, 200])
def test_the_drawing_fits(width: int) -> None:
    timeline, _ = traced([1] * 40 + [3] * 300, "week")
    lines = timeline_lines(timeline, PLAIN, width)
    assert max(map(len, lines)) <= max(width, 60)
    text = "\n".join(lines)
    assert "▲ 1 → 3  2026-02-10  0000000  change 40" in text
    assert "gained: data-versioned" in text
    assert timeline_json(timeline)["moves"][0]["after"] == 3


def test_the_drawing_begins_where_the_history_begins() -> None:
    timeline, _ = traced([1] * 900, "week")
    text = "\n".join(timeline_lines(timeline, PLAIN, 60))
    assert "2026-01" in text.splitlines()[-3]


def test_a_history_without_machine_learning_has_no_level() -> None:
    def nothing(commits: Sequence[Dated]) -> list[Point]:
        return [Point(each.id, each.when, each.title, Kind.NOT_ML, None, None, None, {}, "1") for each in commits]

    timeline = trace("lists", line(5), "commit", nothing)
    assert "there is no level" in timeline_lines(timeline, PLAIN, 100)[-1]
