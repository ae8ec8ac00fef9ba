"""Range exports of Prometheus: what `/api/v1/query_range` answers, saved to a file."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rung.assess.clock import SKEW
from rung.assess.records.base import Reading, Series, Source, Whose, summed_up
from rung.assess.regex import regex
from rung.domain.record import Alarm

LARGEST = 200_000_000
"""Bytes of one export."""
ALERTS = "ALERTS"
"""The series in which Prometheus keeps its own alarms."""
ABOUT = (
    ("drift", regex(r"drift|psi\b|skew|wasserstein|kolmogorov|jensen", re.I)),
    ("fairness", regex(r"fairness|parity|disparate|equalized|group_gap", re.I)),
    (
        "performance",
        regex(r"accuracy|precision|recall|f1\b|auc|rmse|mae\b|logloss|model_(?:score|error)", re.I),
    ),
    ("cost", regex(r"cost|budget|spend", re.I)),
    ("pipeline", regex(r"pipeline|job_|dag|task_(?:failed|duration)|kube_job|batch_", re.I)),
    ("data", regex(r"null|missing|freshness|schema|data_quality|row_count", re.I)),
    ("service", regex(r"http|request|latency|duration|error|up\b|probe|cpu|memory|availability|throughput", re.I)),
)
"""What a series is about, by its name; the first that fits."""


class PrometheusExport(Source):
    """One file."""

    def __init__(self, path: Path, name: str) -> None:
        """`name` is what the reader calls it."""
        self._path = path
        self._name = name

    @staticmethod
    def fits(path: Path) -> bool:
        """Whether the file begins as an answer of Prometheus does."""
        try:
            if not path.is_file():
                return False
            with path.open("rb") as file:
                head = file.read(400)
        except OSError:
            return False
        return b'"status"' in head and (b'"resultType"' in head or b'"matrix"' in head)

    def read(self, whose: Whose, now: datetime) -> Reading:
        """Each series, and an alarm for each time that a rule was seen to fire or to be evaluated."""
        try:
            if self._path.stat().st_size > LARGEST:
                return summed_up(self._name, (), problems=["larger than 200 MB: export a shorter range"])
            document = json.loads(self._path.read_bytes())
            results = document["data"]["result"]
        except (OSError, ValueError, RecursionError, KeyError, TypeError) as error:
            return summed_up(self._name, (), problems=[f"is not a range export of Prometheus: {error}"])
        series: list[Series] = []
        alarms: list[Alarm] = []
        problems: list[str] = []
        for number, result in enumerate(results if isinstance(results, list) else (), start=1):
            read = _series(result, now)
            if read is None:
                problems.append(f"series {number} holds no points that can be read")
            elif read.name == ALERTS:
                alarms += _alarms(read, result)
            else:
                series.append(read)
                alarms += _evaluated(read)
        return summed_up(self._name, alarms, series=series, problems=problems)


def about(name: str) -> str:
    """What a series or rule of that name watches."""
    return next((kind for kind, pattern in ABOUT if pattern.search(name)), "other")


def _series(result: Any, now: datetime) -> Series | None:
    try:
        labels = {str(key): str(value) for key, value in result["metric"].items()}
        moments = [float(point[0]) for point in result["values"]]
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None
    latest = (now + SKEW).timestamp()
    moments = sorted(each for each in moments if 0 < each <= latest)
    if not moments:
        return None
    gap = max((later - earlier for earlier, later in itertools.pairwise(moments)), default=0.0)
    first, last = datetime.fromtimestamp(moments[0], UTC), datetime.fromtimestamp(moments[-1], UTC)
    return Series(labels.pop("__name__", ""), labels, first, last, len(moments), gap)


def _alarms(series: Series, result: Any) -> Iterator[Alarm]:
    """One alarm for an unbroken stretch in which the rule fired."""
    name = series.labels.get("alertname", ALERTS)
    if series.labels.get("alertstate", "firing") != "firing":
        return
    moments = [float(point[0]) for point in result["values"]]
    steps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    step = min(steps, default=60.0)
    neighbours = itertools.pairwise(moments)
    starts = [moments[0], *(later for earlier, later in neighbours if later - earlier > 2 * step)]
    for start in starts:
        at = datetime.fromtimestamp(start, UTC)
        yield Alarm(at=at, id=f"{name}:{start:.0f}", name=name, about=about(name), service=True)  # type: ignore[arg-type]


def _evaluated(series: Series) -> Iterator[Alarm]:
    """A figure that is kept is watched: its first and newest point stand for the watch."""
    kind = about(series.name)
    if kind != "other":
        for moment in dict.fromkeys((series.first, series.last)):
            yield Alarm(at=moment, name=series.name, about=kind, fired=False, service=True)  # type: ignore[arg-type]
