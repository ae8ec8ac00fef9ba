"""Models that `rung run` registers, and releases that `rung release` makes."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.excerpt import excerpt
from rung.assess.invocation import By
from rung.assess.loop.base import TOOL, Loop
from rung.assess.registries.base import Promotion, Registered


def in_loop(loop: Loop) -> Iterator[Registered | Promotion]:
    """Nothing where nothing starts the run; a release waits for a person where `rung.yaml` names a role."""
    if loop.runs and loop.model:
        yield Registered(TOOL, loop.model.text, loop.model.place, loop.by | By.PIPELINE)
    for each in loop.releases:
        if "production" in each.args or "--to=production" in each.args:
            yield Promotion(TOOL, excerpt(each.text), each.place, each.by, asks=loop.approver is not None)
