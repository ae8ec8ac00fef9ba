"""A model becomes a version: its content is kept first, then one transaction gives it a number and says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rung.domain.dataset import version_id
from rung.domain.evaluation import Evaluation
from rung.domain.event import Actor
from rung.domain.model_version import ModelVersion, Trust
from rung.domain.run import Run
from rung.errors import RefusedError
from rung.registry.keeping import keep
from rung.registry.packaging import Package

if TYPE_CHECKING:
    from rung.store.files import BlobStore
    from rung.store.transactions import Store


def register(
    made: Package,
    store: Store,
    files: BlobStore,
    actor: Actor,
    *,
    model: str,
    run: Run | None = None,
    origin: str = "",
    evaluation: Evaluation | None = None,
    trust: Trust | None = None,
) -> ModelVersion:
    """Register a package. Killed anywhere, nothing is half-registered; done again, nothing is registered twice.

    Parameters
    ----------
    run
        The run that made it; `origin` says where it was taken in from instead.
    trust
        Whose word it is that it may be loaded; kept only where it is needed.

    Raises
    ------
    RefusedError
        It runs code when it is loaded, and nobody has answered for that.
    StorageError
        The store or the content cannot be written.
    """
    draft = draft_of(made, files, actor, model=model, run=run, origin=origin, evaluation=evaluation, trust=trust)
    with store.writing(actor) as writer:
        return writer.models.register(draft)


def draft_of(
    made: Package,
    files: BlobStore,
    actor: Actor,
    *,
    model: str,
    run: Run | None = None,
    origin: str = "",
    evaluation: Evaluation | None = None,
    trust: Trust | None = None,
) -> ModelVersion:
    """Keep the content, and make what the store registers: for callers with a transaction of their own."""
    if made.needs_trust and trust is None:
        raise RefusedError(
            "loading this model runs code, and nobody has answered for it",
            where=str(made.folder),
            fix="model: {trust: {by: NAME, reason: …}} in rung.yaml",
        )
    entries = keep(made.folder, files)
    return ModelVersion(
        model=model,
        version=0,
        digest=version_id(entries),
        files=entries,
        flavour=made.directory.kind,
        registered_at=datetime.now(UTC),
        by=actor.name,
        run=run.id if run else None,
        origin=origin,
        commit=run.commit if run else None,
        dirty=run.dirty if run else False,
        datasets=run.datasets if run else {},
        environment=run.environment if run else "",
        signature=made.directory.signature,
        params=run.params if run else {},
        trust=trust if made.needs_trust else None,
        evaluation=evaluation,
    )
