"""What stands around the functions of the code, for collectors that follow a result to where it goes."""

from __future__ import annotations

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.monitoring.near import Surroundings, scheduled_files


class SurroundingsCollector(Collector):
    """Prepares the questions once; each answer is looked up when it is asked."""

    def collect(self, code: Code, reach: Reach, pipelines: Pipelines) -> Surroundings:
        """With the files that a live schedule starts."""
        return Surroundings(code, reach, scheduled_files(pipelines.graphs, code))
