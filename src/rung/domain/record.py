"""What other systems write down: one event each, with the moment it happened.

The same types are the published record format (`docs/reference/records.md`): one JSON object a line, told apart by
`kind`, written by any system and read with `--records FILE.jsonl`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

FORMAT = 1
"""Version of the record format; raised when a reader of the old one could misunderstand a line."""

Text = Annotated[str, Meta(min_length=1)]
Status = Literal["success", "failure", "cancelled"]
Moment = Annotated[datetime, Meta(tz=True, description="When it happened or ended, ISO 8601 with a zone.")]
Actor = Annotated[str | None, Meta(description="Login or role of who did it.")]
Figures = dict[str, float | int | str | bool | None]


class Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", omit_defaults=True):
    """What every record carries."""

    at: Moment
    format: Annotated[int, Meta(description="Version of the format; 1 when left out.")] = FORMAT
    id: Annotated[str | None, Meta(description="Id in its own system; the same id twice is one event.")] = None
    by: Actor = None
    service: Annotated[
        bool | None, Meta(description="Done by a program or service identity (true) or a person (false).")
    ] = None
    commit: Annotated[str | None, Meta(description="Commit of the repository it belongs to.")] = None
    url: Annotated[str | None, Meta(description="Where a person can look it up.")] = None
    project: Annotated[str | None, Meta(description="Project or folder, where one file speaks of several.")] = None
    simulated: Annotated[bool, Meta(description="Made under a simulated clock or in a demo: shown, not counted.")] = (
        False
    )
    extra: Annotated[dict[str, Any], Meta(description="Anything else; Rung does not read it.")] = field(
        default_factory=dict
    )


class CiRun(Event, frozen=True, tag="ci_run"):
    """A CI run that ended."""

    status: Status
    workflow: Text
    event: Annotated[
        Literal["change", "push", "schedule", "tag", "manual", "other"],
        Meta(description="What started it; change is a pull or merge request."),
    ] = "other"
    branch: str | None = None
    default_branch: Annotated[bool | None, Meta(description="It ran on the default branch.")] = None
    change: Annotated[str | None, Meta(description="Number of the pull or merge request.")] = None
    seconds: float | None = None


class Review(Event, frozen=True, tag="review"):
    """A change that was merged, and who had looked at it."""

    change: Annotated[Text, Meta(description="Number of the pull or merge request.")]
    author: Text
    approved_by: Annotated[list[str], Meta(description="Who approved; the author and programs do not count.")] = []
    merged_by: str | None = None
    checks: Annotated[
        Literal["success", "failure", "none"] | None, Meta(description="State of its checks when it was merged.")
    ] = None


class Deployment(Event, frozen=True, tag="deployment"):
    """A version that went live somewhere, or did not."""

    status: Status
    environment: Annotated[Text, Meta(description="production, staging, …")]
    version: Annotated[str | None, Meta(description="Tag, model version or digest of what went out.")] = None
    previous: str | None = None
    rollback: bool = False
    shares: Annotated[list[float], Meta(description="Shares of the traffic it went through, in per cent.")] = []
    approved_by: str | None = None
    author: Annotated[str | None, Meta(description="Who made the change that went out.")] = None
    checked: Annotated[
        bool | None, Meta(description="Live results were compared with expectation after it went out.")
    ] = None
    tested: Annotated[
        bool | None, Meta(description="Before it went out, this very model was loaded and asked in a clean process.")
    ] = None
    seconds: float | None = None


class DataVersion(Event, frozen=True, tag="data_version"):
    """A version of a dataset that was stored, bit for bit."""

    dataset: Text
    version: Annotated[Text, Meta(description="Id that names these very bits; runs name it in `data`.")]
    rows: int | None = None
    fetchable: Annotated[bool | None, Meta(description="Others than the machine that stored it can fetch it.")] = None


class PipelineRun(Event, frozen=True, tag="pipeline_run"):
    """A training or scoring run that ended."""

    status: Status
    pipeline: Text
    task: Literal["training", "scoring", "validation", "monitoring", "other"] = "training"
    trigger: Annotated[
        Literal["schedule", "data", "change", "drift", "performance", "age", "manual", "other"],
        Meta(description="What started it."),
    ] = "other"
    run: Annotated[str | None, Meta(description="Run of the tracker that it made.")] = None
    data: Annotated[str | None, Meta(description="Version or digest of the data it read.")] = None
    params: Figures = {}
    metrics: Figures = {}
    validation: Annotated[Literal["passed", "refused"] | None, Meta(description="What the check of its data said.")] = (
        None
    )
    model: str | None = None
    seconds: float | None = None
    cost: Annotated[float | None, Meta(description="What it cost, in the currency of the bill.")] = None


class ModelRelease(Event, frozen=True, tag="model_release"):
    """A decision about a model version: registered, promoted, refused, kept, retired."""

    model: Text
    version: Text
    decision: Literal["registered", "promoted", "refused", "kept", "rolled_back", "retired"]
    stage: Annotated[str | None, Meta(description="Alias or stage it now holds: champion, production.")] = None
    run: Annotated[str | None, Meta(description="Run that made it.")] = None
    data: str | None = None
    author: Annotated[str | None, Meta(description="Who made or proposed it.")] = None
    approved_by: str | None = None
    metrics: Figures = {}
    baseline: Annotated[Figures, Meta(description="The same metrics of a baseline or the current model.")] = {}
    same_rows: Annotated[bool | None, Meta(description="Both were judged on the same rows.")] = None
    owner: Annotated[str | None, Meta(description="Who answers for the model.")] = None
    description: Annotated[str | None, Meta(description="What the registry says of it, in a person's words.")] = None


class Drill(Event, frozen=True, tag="drill"):
    """A fault on purpose, and whether the practice coped."""

    practice: Annotated[Text, Meta(description="Id of the practice it tests.")]
    passed: bool
    environment: str | None = None
    seconds: float | None = None
    says: Annotated[str | None, Meta(description="What was done and seen, in a sentence.")] = None


class Reproduction(Event, frozen=True, tag="reproduction"):
    """A model version that was made again from its record, or could not be."""

    model: Text
    version: Text
    same: Annotated[bool, Meta(description="Every figure came out again, within the stated tolerance.")]
    compared: Annotated[Figures, Meta(description="The figures as they came out again.")] = {}
    seconds: float | None = None
    says: Annotated[str | None, Meta(description="What differs, or why it could not be made again.")] = None


class Alarm(Event, frozen=True, tag="alarm"):
    """An alarm that rang, or a watch that went by quietly."""

    name: Text
    about: Literal["service", "data", "drift", "performance", "fairness", "pipeline", "cost", "other"] = "other"
    fired: Annotated[bool, Meta(description="False: it was evaluated and stayed quiet.")] = True
    acknowledged_at: Moment | None = None
    acknowledged_by: str | None = None
    closed_at: Moment | None = None
    cause: str | None = None


class Incident(Event, frozen=True, tag="incident"):
    """Something went wrong in production."""

    title: Text
    detected_by: Literal["system", "team", "user"] | None = None
    closed_at: Moment | None = None
    cause: str | None = None
    guard: Annotated[str | None, Meta(description="The check, alarm or gate that it left: a path or a name.")] = None


Record = (
    CiRun | Review | Deployment | DataVersion | PipelineRun | ModelRelease | Drill | Reproduction | Alarm | Incident
)
KINDS: tuple[type[Record], ...] = (
    CiRun, Review, Deployment, DataVersion, PipelineRun, ModelRelease, Drill, Reproduction, Alarm, Incident,
)  # fmt: skip


def kind_of(record: Record) -> str:
    """Its kind as it is written: `ci_run`."""
    return str(type(record).__struct_config__.tag)
