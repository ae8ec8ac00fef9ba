"""`rung.yaml` as the rest of Rung sees it: plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct, field

from rung.domain import Level
from rung.domain.assessment import Attestation, Waiver

MANIFEST_NAME = "rung.yaml"


class Record(Struct, frozen=True):
    """Where evidence of another system lies; exactly one of `mlflow` and `jsonl` is set."""

    mlflow: str | None = None
    """A server or a path to a store; may be `${env:NAME}`."""
    jsonl: str | None = None
    """A pattern of files in the published record format."""
    experiment: str | None = None


class Manifest(Struct, frozen=True):
    """What a project says of itself; everything is optional."""

    present: bool = False
    """There is a `rung.yaml`."""
    project: str | None = None
    team: str | None = None
    owner: str | None = None
    purpose: str | None = None
    success: str | None = None
    target: Level = Level.OPTIMIZED
    target_reason: str | None = None
    records: tuple[Record, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    ran: bool = False
    """Its workspace holds a run that went through: somebody starts the pipeline, whatever the repository shows."""
    cycle_days: float = 0
    """The longest stated cycle: the monitoring window, or how often predictions are expected; 0 when none is stated."""
    label_delay_days: float = 0
    """The longest stated delay of labels; 0 when none is stated."""
    sections: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """The top-level keys as they were written, for those who judge what a project describes."""
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Line of each key by dotted path: `retrain.when`, `waivers.0.until`."""

    @classmethod
    def empty(cls) -> Manifest:
        """The manifest of a project without a `rung.yaml`."""
        return cls()
