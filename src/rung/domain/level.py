"""The five rungs of the ladder and the capabilities a practice belongs to."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How far a team has come, from work by hand to a loop that improves itself."""

    MANUAL = 1
    REPEATABLE = 2
    AUTOMATED = 3
    SCALABLE = 4
    OPTIMIZED = 5

    @property
    def title(self) -> str:
        """The name as it is printed: `Repeatable`."""
        return self.name.capitalize()


FLOOR = Level.MANUAL
"""The level that needs no evidence."""

JUDGED_LEVELS = (Level.REPEATABLE, Level.AUTOMATED, Level.SCALABLE, Level.OPTIMIZED)
"""The levels that practices belong to."""


class Capability(StrEnum):
    """What a practice is about; the rows of the profile, in the order of the loop."""

    VERSIONING = "versioning"
    DATA = "data"
    EXPERIMENTS = "experiments"
    PIPELINES = "pipelines"
    TESTING_AND_GATES = "testing-and-gates"
    DELIVERY = "delivery"
    REGISTRY_AND_GOVERNANCE = "registry-and-governance"
    SERVING_AND_SCALE = "serving-and-scale"
    MONITORING = "monitoring"
    CONTINUOUS_IMPROVEMENT = "continuous-improvement"
    PEOPLE_AND_OVERSIGHT = "people-and-oversight"
