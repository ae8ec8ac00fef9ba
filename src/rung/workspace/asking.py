"""What somebody wants of a run, who hears of it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from rung.data.base import Tell as TellData
from rung.data.base import tell_nobody
from rung.domain.dataset import DatasetVersion
from rung.domain.evaluation import Evaluation
from rung.domain.model_version import ModelVersion
from rung.domain.run import Run
from rung.pipeline.base import Tell
from rung.pipeline.results import PipelineResult

if TYPE_CHECKING:
    from rung.data.contracts.report import Report


class Asked(Struct, frozen=True, kw_only=True):
    """What somebody wants of a run."""

    only: Sequence[str] = ()
    """Steps, with all that they need; every step by default."""
    force: bool = False
    """Run them though nothing has changed."""
    workers: int | None = None


class Hearing(Struct, frozen=True):
    """Who hears of a run while it goes on."""

    steps: Tell = lambda progress: None
    data: Callable[[str], TellData] = lambda name: tell_nobody
    says: Callable[[str], None] = lambda text: None
    """Sentences about the run as a whole."""
    warns: Callable[[str], None] = lambda text: None
    """Something did not work that a person should know of, though the run goes on."""
    checked: Callable[[str, Report], None] = lambda name, report: None
    """What a contract said."""
    refused: Callable[[Evaluation], None] = lambda evaluation: None
    """What a candidate was worth that a gate refuses; for the others it is in `Done`."""


class Done(Struct, frozen=True, kw_only=True):
    """What came of it."""

    result: PipelineResult | None
    """`None` where no step was asked: a contract was broken before."""
    run: Run | None = None
    """Its record; `None` where nothing has changed, or was only planned."""
    datasets: Mapping[str, DatasetVersion] = {}
    version: ModelVersion | None = None
    """The model that was registered."""
    stands: str = ""
    """Where nothing has changed: the run that stands, and its model: `20260504-120000-3f9c2a`, `flights@7`."""
    model: str = ""
    evaluation: Evaluation | None = None
