"""What Rung itself does with the `rung.yaml` of a project."""

from __future__ import annotations

from msgspec import Struct

from rung.assess.graphs.base import Graph
from rung.assess.invocation import By, Invocation
from rung.domain import Place

TOOL = "rung"
PIPELINE = "rung run"
"""The command, and what its runs are called in the records."""


class Written(Struct, frozen=True):
    """A value of `rung.yaml` and where it stands."""

    text: str
    place: Place


class Loop(Struct, frozen=True):
    """The loop of one project. Without anything that starts `rung run`, all of it is only described."""

    graph: Graph | None = None
    """The steps, with what `rung run` does before and after them: contracts, evaluation, registration."""
    by: By = By.NOBODY
    """Who starts it; `SCRIPT` where only records show that somebody did."""
    holdout: Written | None = None
    """The form: `latest`, `group`, `random`; each comes out the same for the same data."""
    evaluates: Place | None = None
    gates: tuple[Written, ...] = ()
    slices: Written | None = None
    datasets: tuple[Written, ...] = ()
    model: Written | None = None
    params: Place | None = None
    """Parameters of a step that fits."""
    approver: Written | None = None
    """The role that approves a release to production."""
    shared: bool = False
    """Its workspace, with the content of the data, lies where others reach it."""
    releases: tuple[Invocation, ...] = ()
    rollbacks: tuple[Invocation, ...] = ()
    reproductions: tuple[Invocation, ...] = ()
    verifications: tuple[Invocation, ...] = ()
    """Of the audit chain."""
    trials: tuple[Invocation, ...] = ()
    """`rung ci`: the pipeline on a small sample, to one prediction."""

    @property
    def runs(self) -> bool:
        """Something starts it, and nothing that it names is missing."""
        return self.graph is not None and bool(self.by) and not self.graph.broken
