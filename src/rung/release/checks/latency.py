"""A model that answers too late answers nobody."""

from __future__ import annotations

import math

from rung.domain.release import StagingCheck
from rung.release.base import Limits, Probed, StagingTrial


class Latency(StagingTrial):
    """99 of 100 single rows are answered within what `rung.yaml` asks for; they are timed in any case."""

    id = "latency"
    order = 3

    def judge(self, probed: Probed, limits: Limits) -> StagingCheck:
        """See the class."""
        if not probed.latency_ms:
            return self.result(False, "no single row could be timed")
        p99 = quantile(probed.latency_ms, 0.99)
        said = f"p99 of {len(probed.latency_ms)} single rows is {p99:.3g} ms"
        bound = limits.latency_p99_ms
        if bound is None:
            return self.result(True, f"{said}; rung.yaml sets no bound", p99 / 1000)
        ok = p99 <= bound
        return self.result(ok, f"{said}, {'at most' if ok else 'above'} {bound:.3g} ms", p99 / 1000)


def quantile(values: tuple[float, ...], share: float) -> float:
    """The smallest value that at least this share of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
