"""A model that answers otherwise than it did is another model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rung.domain.release import StagingCheck
from rung.release.base import Limits, Probed, StagingTrial

TOLERANCE = 1e-9
"""Of numbers, relative: another processor rounds the last digits otherwise."""


class Answers(StagingTrial):
    """It answers recorded rows as it did when it was registered; without a record, the same way twice."""

    id = "answers"
    order = 2

    def judge(self, probed: Probed, limits: Limits) -> StagingCheck:
        """See the class."""
        if probed.error:
            return self.result(False, "could not be asked: it was not loaded")
        if probed.asking:
            return self.result(False, f"could not be asked: {probed.asking}")
        if not probed.rows:
            return self.result(
                False, "could not be asked: no rows were kept with it; register it with an input example"
            )
        if probed.recorded is None:
            return self._compared(probed, probed.again, "loaded twice, answered", "; its first answers were not kept")
        return self._compared(probed, probed.recorded, "answered", " as when it was registered")

    def _compared(self, probed: Probed, before: Sequence[Any], how: str, then: str) -> StagingCheck:
        if len(before) != len(probed.answers):
            return self.result(False, f"gave {len(probed.answers)} answers to {len(before)} rows")
        other = [n for n, (a, b) in enumerate(zip(before, probed.answers, strict=True)) if not same(a, b)]
        if not other:
            same_way = "" if probed.recorded is not None else " the same way"
            return self.result(True, f"{how} {probed.rows} rows{same_way}{then}")
        first = other[0]
        return self.result(
            False,
            f"{len(other)} of {len(before)} rows are answered otherwise: "
            f"row {first + 1} was {_shown(before[first])} and is {_shown(probed.answers[first])}",
        )


def same(one: Any, other: Any) -> bool:
    """Whether two answers are the same: texts and truths exactly, numbers up to rounding, lists part by part."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        both_missing = math.isnan(one) and math.isnan(other)
        return both_missing or math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(one == other)


def _shown(answer: Any) -> str:
    text = str(answer)
    return text if len(text) <= 60 else f"{text[:57]}…"
