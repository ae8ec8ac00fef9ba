"""All staging checks on one probe, and the limits that `rung.yaml` sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rung.domain.release import StagingCheck
from rung.errors import ManifestError
from rung.evaluate.gates.latency import Latency as LatencyGate
from rung.plugins import discover
from rung.release.base import Limits, Probed, StagingTrial

GROUP = "rung.staging_checks"
_LENGTH = re.compile(r"(?P<number>\d+(?:\.\d*)?)\s*(?P<unit>ms|s)")
_MILLISECONDS = {"ms": 1.0, "s": 1000.0}


@cache
def known_trials() -> tuple[StagingTrial, ...]:
    """Every check there is, in the order in which they are told."""
    found = [each() for each in discover("rung.release.checks", StagingTrial, group=GROUP)]  # type: ignore[type-abstract]
    return tuple(sorted(found, key=lambda each: (each.order, each.id)))


def judged(probed: Probed, limits: Limits) -> tuple[StagingCheck, ...]:
    """What each check says."""
    return tuple(each.judge(probed, limits) for each in known_trials())


def limits_of(latency_p99: object, gates: Sequence[str], where: str | None = None) -> Limits:
    """The limits of `serve.latency_p99` and of the gates; the smaller one counts.

    Raises
    ------
    ManifestError
        `serve.latency_p99` is no length of time.
    """
    bounds = []
    if latency_p99 is not None:
        written = _LENGTH.fullmatch(str(latency_p99).strip())
        if written is None:
            raise ManifestError(
                f"serve.latency_p99: {latency_p99} is no length of time", where=where, fix="50ms, or 0.1s"
            )
        bounds.append(float(written["number"]) * _MILLISECONDS[written["unit"]])
    for gate in gates:
        found = LatencyGate.pattern.fullmatch(gate.strip())
        if found and found["quantile"] == "p99" and found["op"] in ("<", "<="):
            bounds.append(float(found["bound"]) * _MILLISECONDS[found["unit"]])
    return Limits(min(bounds, default=None))
