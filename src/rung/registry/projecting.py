"""MLflow follows the store: versions, aliases and runs are written there, and put right where somebody changed them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from rung.domain.event import Actor
from rung.domain.model_version import ModelVersion
from rung.domain.run import Run, RunStatus
from rung.errors import DamagedBlobError, MissingBlobError, StorageError
from rung.registry.mlflow_registry import Registry, mlflow_name
from rung.registry.tracking import Tracking

if TYPE_CHECKING:
    from rung.store.files import BlobStore
    from rung.store.transactions import Store


class Projected(Struct, frozen=True):
    """What MLflow was told."""

    runs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    """Made anew: `flights@7`."""
    aliases: tuple[str, ...] = ()
    """Put right: `flights@champion`."""

    @property
    def changed(self) -> bool:
        """Whether MLflow was not what it should have been."""
        return bool(self.runs or self.versions or self.aliases)


def project_to_mlflow(
    store: Store, tracking: Tracking, files: BlobStore, actor: Actor, *, everything: bool = False
) -> Projected:
    """Tell MLflow what waits in the outbox; `everything`: compare all models, whatever the outbox says.

    Killed anywhere, the next call goes on. Nothing waiting costs one question to the store, and no import of MLflow.

    Raises
    ------
    StorageError
        MLflow does not answer, or content of a version cannot be had; what waits goes on waiting.
    """
    with store.reading() as reader:
        waiting = reader.outbox.waiting()
        names = reader.models.names() if everything else []
    subjects = list(dict.fromkeys([each.subject for each in waiting] + [f"model:{name}" for name in names]))
    done, harmed = Projected(), None
    for subject in subjects:
        kind, _, name = subject.partition(":")
        try:
            told = _model(name, store, tracking, files) if kind == "model" else _run(name, store, tracking, files)
        except (DamagedBlobError, MissingBlobError) as error:
            harmed = harmed or error
            continue
        done = _joined(done, told)
        events = [each.event for each in waiting if each.subject == subject]
        if events:
            with store.writing(actor) as writer:
                for event in events:
                    writer.outbox.told(event)
    if harmed is not None:
        raise harmed
    return done


def _joined(one: Projected, other: Projected) -> Projected:
    return Projected(
        one.runs + other.runs, one.models + other.models, one.versions + other.versions, one.aliases + other.aliases
    )


def _run(id: str, store: Store, tracking: Tracking, files: BlobStore) -> Projected:
    with store.reading() as reader:
        run = reader.runs.get(id)
    if run is None:
        return Projected()
    tracking.record(run, stored_artefacts(run, files))
    return Projected(runs=(id,))


def stored_artefacts(run: Run, files: BlobStore) -> dict[str, bytes]:
    """What the content store has of a run: the lock of its environment, and what differed from the commit."""
    named = {"environment.lock": run.lock, "working-tree.diff": run.diff}
    found = {}
    for name, digest in named.items():
        if digest and files.has(digest):
            with files.open(digest) as source:
                found[name] = source.read()
    return found


def _model(model: str, store: Store, tracking: Tracking, files: BlobStore) -> Projected:
    with store.reading() as reader:
        versions = sorted(reader.models.versions(model), key=lambda each: each.version)
        aliases = reader.models.aliases(model)
    registry = Registry(model, tracking)
    made, harmed = [], None
    for version in versions:
        if version.version in registry.of(versions):
            continue
        run = _run_of(version, store)
        artefacts = stored_artefacts(run, files) | _evaluated(version)
        try:
            registry.add(version, partial(tracking.record, run, artefacts), files)
        except (DamagedBlobError, MissingBlobError) as error:
            harmed = harmed or error  # it keeps the others from nothing
            continue
        made.append(version.name)
    moved = registry.point(aliases, versions)
    if harmed is not None:
        raise harmed
    return Projected(models=(model,), versions=tuple(made), aliases=tuple(f"{model}@{each}" for each in moved))


def _run_of(version: ModelVersion, store: Store) -> Run:
    """The run that made it, with what it was worth on the holdout.

    For one that was taken in, a run that says so: in MLflow, files belong to a run.
    """
    found = None
    if version.run:
        with store.reading() as reader:
            found = reader.runs.get(version.run)
    if found is not None:
        measured = version.evaluation.metrics if version.evaluation else {}
        return replace(found, figures={**found.figures, **{f"holdout.{name}": each for name, each in measured.items()}})
    return Run(
        id=f"{version.model}@{version.version}-{version.digest[:12]}",
        project=version.model,
        started_at=version.registered_at,
        ended_at=version.registered_at,
        by=version.by,
        status=RunStatus.SUCCESS,
        commit=version.commit,
    )


def _evaluated(version: ModelVersion) -> dict[str, bytes]:
    """The whole evaluation, for who reads it in MLflow."""
    if version.evaluation is None:
        return {}
    text = msgspec.json.format(msgspec.json.encode(version.evaluation), indent=2)
    return {f"evaluation/{mlflow_name(version.model)}-{version.version}.json": text}


def tell_run(run: Run, store: Store, tracking: Tracking, actor: Actor, artefacts: dict[str, bytes]) -> str | None:
    """Record a run that has ended; where MLflow does not answer, the outbox remembers. Why not, or `None`."""
    try:
        tracking.record(run, artefacts)
    except StorageError as error:
        with store.writing(actor) as writer:
            writer.outbox.missed(run.id, str(error))
        return str(error)
    return None
