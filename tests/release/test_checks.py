"""Staging checks: each conforms, and says the numbers."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rung.errors import ManifestError
from rung.release.base import Limits, Probed
from rung.release.checks.answers import same
from rung.release.checks.latency import quantile
from rung.release.trying import judged, known_trials, limits_of
from rung.testing import check_staging_trial

GOOD = Probed(
    interpreter="Python 3.11", load_seconds=0.25, rows=3, recorded=(0.1, 0.2, 0.3), answers=(0.1, 0.2, 0.3),
    again=(0.1, 0.2, 0.3), latency_ms=tuple(float(n) for n in range(1, 201)),
)  # fmt: skip


@pytest.mark.parametrize("trial", known_trials(), ids=lambda each: each.id)
def test_conforms(trial) -> None:  # type: ignore[no-untyped-def]
    check_staging_trial(trial)


def says(probed: Probed, limits: Limits | None = None) -> dict[str, tuple[bool, str]]:
    return {each.name: (each.ok, each.says) for each in judged(probed, limits or Limits())}


def test_they_are_told_in_order_with_numbers() -> None:
    assert says(GOOD, Limits(200.0)) == {
        "loads": (True, "loaded in 0.25 s by Python 3.11"),
        "answers": (True, "answered 3 rows as when it was registered"),
        "latency": (True, "p99 of 200 single rows is 198 ms, at most 200 ms"),
    }
    assert list(says(GOOD)) == ["loads", "answers", "latency"]
    assert says(GOOD, Limits(100.0))["latency"] == (False, "p99 of 200 single rows is 198 ms, above 100 ms")


def test_another_answer_is_shown() -> None:
    other = replace(GOOD, answers=(0.1, 0.25, 0.35))
    assert says(other)["answers"] == (False, "2 of 3 rows are answered otherwise: row 2 was 0.2 and is 0.25")
    assert says(replace(GOOD, answers=(0.1,)))["answers"] == (False, "gave 1 answers to 3 rows")
    unsteady = replace(GOOD, recorded=None, again=(0.1, 0.2, 0.9))
    assert not says(unsteady)["answers"][0]
    assert says(replace(GOOD, recorded=None))["answers"][1].startswith("loaded twice, answered 3 rows the same way")


def test_what_could_not_be_tried_never_passes() -> None:
    nothing = Probed(interpreter="Python 3.11", error="ModuleNotFoundError: xgboost")
    assert not any(ok for ok, _ in says(nothing).values())
    unasked = Probed(interpreter="Python 3.11", load_seconds=1.0)
    assert [ok for ok, _ in says(unasked).values()] == [True, False, False]
    broken = replace(GOOD, asking="ValueError: columns are missing", answers=())
    assert says(broken)["answers"] == (False, "could not be asked: ValueError: columns are missing")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (1, 1.0, True),
        (0.1 + 0.2, 0.3, True),
        (1.0, 1.001, False),
        ("late", "late", True),
        ("1", 1, False),
        (True, 1, False),
        ([0.1, [0.9]], (0.1, (0.9,)), True),
        ([0.1], [0.1, 0.2], False),
        (None, None, True),
        (float("nan"), float("nan"), True),
    ],
)
def test_what_counts_as_the_same(one: object, other: object, alike: bool) -> None:
    assert same(one, other) is alike


def test_quantile() -> None:
    assert quantile((5.0,), 0.99) == 5.0
    assert quantile(tuple(map(float, range(1, 101))), 0.99) == 99.0


def test_the_smaller_limit_counts() -> None:
    assert limits_of(None, ["roc_auc >= 0.6"]) == Limits(None)
    assert limits_of("0.1s", ["latency_p99 <= 50ms", "latency_p50 <= 1ms"]) == Limits(50.0)
    assert limits_of("20ms", ["latency_p99 < 1s"]) == Limits(20.0)
    with pytest.raises(ManifestError, match="fast is no length of time"):
        limits_of("fast", [])
