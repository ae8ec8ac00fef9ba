"""The shape of `rung.yaml`, key by key: what the reader accepts and what the published schema says.

The keys that measuring reads are strict. The others are strict in their names and open in their values, because
their meaning belongs to the rooms that read them. Every text may be `${env:NAME}`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, field

Text = Annotated[str, Meta(min_length=1)]
Slug = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="Letters, digits, dots and dashes.")]
DURATION = r"^[0-9]+(\.[0-9]+)?(s|m|h|d|w|y)$"
Duration = Annotated[str, Meta(pattern=DURATION, description="A number and s, m, h, d, w or y: 30m, 60d.")]
Setting = str | int | float | bool | None
Many = list[Any] | dict[str, Any] | Setting


class Keyed(Struct, forbid_unknown_fields=True, kw_only=True):
    """A mapping whose keys are all known."""


class RecordEntry(Keyed):
    """Where evidence of another system lies: either `mlflow` or `jsonl`."""

    mlflow: Annotated[Text | UnsetType, Meta(description="A server, or a path to a store.")] = UNSET
    experiment: Annotated[Text | None, Meta(description="By default runs are matched by their git-source tags.")] = None
    jsonl: Annotated[Text | UnsetType, Meta(description="Files in the published record format.")] = UNSET


class AttestationEntry(Keyed):
    """A person's word, the weakest evidence; it expires."""

    practice: Text
    by: Annotated[Text, Meta(description="A role or a name.")]
    on: date
    until: date
    says: Text


class WaiverEntry(Keyed):
    """Who answers for a missing practice, why, and until when. Never a pass."""

    practice: Text
    by: Annotated[Text, Meta(description="A role or a name.")]
    reason: Text
    until: date
    place: Annotated[Text | None, Meta(description="Limits the waiver to gaps at this path.")] = None


class DatasetEntry(Keyed):
    """One dataset: where it comes from and what its columns mean."""

    source: Many = None
    describe: Text | None = None
    contract: Text | None = None
    key: Text | list[Text] | None = None
    time: Text | None = None
    label: Text | None = None
    label_delay: Annotated[Duration | None, Meta(description="How late labels come.")] = None
    licence: Text | None = None
    retention: Setting = None


class StepEntry(Keyed):
    """One step of the pipeline: exactly one of `call`, `run` and `notebook`."""

    call: Text | UnsetType = UNSET
    run: Text | UnsetType = UNSET
    notebook: Text | UnsetType = UNSET
    inputs: list[Text] = []
    frame: Text | None = None
    params: dict[str, Any] = {}
    timeout: Setting = None
    memory: Setting = None


class TrustEntry(Keyed):
    """A person's word that the model may run code of its own when it is loaded, as a pickle does."""

    by: Annotated[Text, Meta(description="Who answers for it.")]
    reason: Text
    types: Annotated[
        list[Text], Meta(description="Only these classes and functions, by full name; any code by default.")
    ] = []


class ModelSection(Keyed):
    """The model that the pipeline makes."""

    name: Text | None = None
    from_: Annotated[Text | None, Meta(description="The step that makes it.")] = field(default=None, name="from")
    task: Text | None = None
    slices: list[Text] = []
    protected: list[Text] = []
    trust: TrustEntry | None = None


class EvaluateSection(Keyed):
    """How a candidate is judged before it may be released."""

    holdout: Many = None
    metric: Text | None = None
    gates: list[Text] = []


class ReleaseSection(Keyed):
    """Who approves a release and how it is rolled out."""

    approve: Many = None
    solo: bool | Text = False
    canary: Many = None
    fallback: Many = None


class ServeSection(Keyed):
    """The prediction service."""

    port: int | Text | None = None
    log: Many = None
    latency_p99: Setting = None


class MonitorSection(Keyed):
    """What is watched in production, and who hears of it."""

    predictions: Many = None
    expect: Annotated[Text | None, Meta(description="Batch scoring: daily by 06:00.")] = None
    window: Annotated[Duration | None, Meta(description="Length of a monitoring window.")] = None
    reference: Many = None
    false_alarms: Setting = None
    runbook: Text | None = None
    notify: list[Any] = []


class RetrainSection(Keyed):
    """What starts a retraining, and what limits it."""

    when: Many = None
    window: Many = None
    cooldown: Setting = None
    max_per_month: int | Text | None = None
    decide: Setting = None


class RiskEntry(Keyed):
    """A risk, and who controls it."""

    risk: Text
    severity: Setting = None
    control: Text | None = None
    owner: Text | None = None


class DrillEntry(Keyed):
    """A drill of a system that Rung does not run."""

    inject: Text
    expect: Text
    within: Setting = None
    undo: Text | None = None


class ManifestFile(Keyed):
    """The workflow of a machine-learning project in one file. Every section is optional."""

    project: Slug | None = None
    team: Text | None = None
    owner: Annotated[Text | None, Meta(description="Who answers for the model; a role address is fine.")] = None
    purpose: Annotated[Text | None, Meta(description="What the model is for.")] = None
    success: Annotated[Text | None, Meta(description="How one would know that it works.")] = None
    target: Annotated[int, Meta(ge=1, le=5, description="The level where the plan stops; 1 and 2 need a reason.")] = 5
    target_reason: Text | None = None
    workspace: Annotated[Text | None, Meta(description="Where Rung keeps its store; .rung by default.")] = None
    records: list[RecordEntry] = []
    attestations: list[AttestationEntry] = []
    waivers: list[WaiverEntry] = []
    environment: Annotated[Text | None, Meta(description="Interpreter of the project.")] = None
    datasets: dict[str, DatasetEntry] = {}
    pipeline: dict[str, StepEntry] = {}
    model: ModelSection | None = None
    evaluate: EvaluateSection | None = None
    release: ReleaseSection | None = None
    serve: ServeSection | None = None
    monitor: MonitorSection | None = None
    retrain: RetrainSection | None = None
    policies: list[Text] = []
    risks: list[RiskEntry] = []
    drills: dict[str, DrillEntry] = {}
