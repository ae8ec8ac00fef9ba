"""A model that cannot be loaded elsewhere answers nobody."""

from __future__ import annotations

from rung.domain.release import StagingCheck
from rung.release.base import Limits, Probed, StagingTrial


class Loads(StagingTrial):
    """It is loaded by a process that knows nothing but its files."""

    id = "loads"
    order = 1

    def judge(self, probed: Probed, limits: Limits) -> StagingCheck:
        """See the class."""
        if probed.error:
            return self.result(False, f"cannot be loaded by {probed.interpreter}: {probed.error}")
        return self.result(True, f"loaded in {probed.load_seconds:.2g} s by {probed.interpreter}", probed.load_seconds)
