"""Records to store, and what must hold of every store."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from rung.domain.approval import Approval
from rung.domain.contract_check import ContractCheck
from rung.domain.dataset import DatasetVersion, FileEntry, version_id
from rung.domain.evaluation import Evaluation, GateResult
from rung.domain.event import Actor
from rung.domain.identity import Role, Token
from rung.domain.model_version import ModelVersion
from rung.domain.release import Environment, Release
from rung.domain.reproduction import Compared, Reproduction
from rung.domain.run import Run, StepOutcome, StepRun
from rung.store.chain import Anchor, verify
from rung.store.releases import ALIASES
from rung.store.tables import (
    APPROVALS,
    AUDIT_EVENTS,
    CONTRACT_CHECKS,
    DATASET_VERSIONS,
    MODEL_VERSIONS,
    OUTBOX,
    RELEASES,
    REPRODUCTIONS,
    RUNS,
    TOKENS,
)  # fmt: skip
from rung.store.transactions import Store

ANN = Actor("ann")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def digest(text: str) -> str:
    """64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def a_version(seed: str = "first", dataset: str = "flights", files: int = 2, **fields: Any) -> DatasetVersion:
    """A version whose content depends on the seed."""
    entries = tuple(FileEntry(f"part-{n}.parquet", 10 + n, digest(f"{seed}{n}")) for n in range(files))
    given = {"added_at": NOON, "by": "ann", "rows": 100, "note": ""} | fields
    return DatasetVersion(id=version_id(entries), dataset=dataset, files=entries, **given)


def a_run(id: str = "r1", **fields: Any) -> Run:
    """A run that has just begun."""
    given = {"project": "flight-delays", "started_at": NOON, "by": "ann", "commit": digest("c")[:40]} | fields
    return Run(id=id, **given)


def a_step(name: str = "train") -> StepRun:
    """A step that ran."""
    return StepRun(name, StepOutcome.RAN, digest(name), "its code changed", 1.5, 2.5, 1 << 33)


def a_check(dataset: str = "flights", **fields: Any) -> ContractCheck:
    """A check that found nothing."""
    given = {"version": digest("v"), "contract": digest("k"), "at": NOON, "by": "ann", "ok": True, "rows": 100} | fields
    return ContractCheck(dataset=dataset, **given)


def an_evaluation(passed: bool = True, **fields: Any) -> Evaluation:
    """An evaluation with one gate."""
    gate = GateResult("roc_auc >= 0.6", passed, "roc_auc is 0.66")
    given = {"rows": 100, "holdout": "latest 14 days", "dataset": "flights@1", "metrics": {"roc_auc": 0.66}} | fields
    return Evaluation(model="flights", at=NOON, gates=(gate,), **given)


def a_model(seed: str = "first", model: str = "flights", **fields: Any) -> ModelVersion:
    """A draft whose files depend on the seed; the store gives it its number."""
    files = tuple(FileEntry(name, 10, digest(f"{seed}{name}")) for name in ("MLmodel", "model.skops"))
    given = {"version": 0, "flavour": "skops", "registered_at": NOON, "by": "ann", "run": seed} | fields
    return ModelVersion(model=model, digest=version_id(files), files=files, **given)


def a_reproduction(version: int = 1, **fields: Any) -> Reproduction:
    """One that came out the same."""
    same = Compared("roc_auc", 0.66, 0.66, 1e-9)
    given = {"at": NOON, "by": "ann", "ok": True, "compared": (same,), "rows": 100, "seconds": 12.5} | fields
    return Reproduction(model="flights", version=version, **given)


def later(seconds: float) -> datetime:
    """After noon."""
    return NOON + timedelta(seconds=seconds)


def assert_consistent(store: Store) -> int:
    """The chain is whole, every row has its event and every event its row; the number of events."""
    with store.reading() as reader:
        head = reader.audit.head()
        verdict = verify(reader.audit.walk(), [Anchor(*head)] if head[0] else [])
        assert verdict.intact, verdict.breaks
        connection = reader.audit._connection
        for kind, column, *only in [
            ("dataset.added", DATASET_VERSIONS.c.event),
            ("run.began", RUNS.c.began),
            ("run.finished", RUNS.c.finished),
            ("contract.checked", CONTRACT_CHECKS.c.event),
            ("model.registered", MODEL_VERSIONS.c.event),
            ("model.reproduced", REPRODUCTIONS.c.event),
            ("token.made", TOKENS.c.event),
            ("approval.asked", APPROVALS.c.asked),
            ("approval.approved", APPROVALS.c.decided, APPROVALS.c.decision == "approved"),
            ("approval.rejected", APPROVALS.c.decided, APPROVALS.c.decision == "rejected"),
            ("release.made", RELEASES.c.event, RELEASES.c.kind == "release"),
            ("release.rolled-back", RELEASES.c.event, RELEASES.c.kind == "rollback"),
        ]:
            rows = list(connection.execute(select(column).where(column.is_not(None), *only).order_by(column)).scalars())
            events = select(AUDIT_EVENTS.c.number).where(AUDIT_EVENTS.c.kind == kind).order_by(AUDIT_EVENTS.c.number)
            assert rows == list(connection.execute(events).scalars()), kind
        for model in reader.models.names():
            numbers = [each.version for each in reader.models.versions(model)]
            assert numbers == list(range(len(numbers), 0, -1)), model
            for environment in Environment:
                history = reader.releases.history(model, environment)
                assert [each.generation for each in history] == list(range(len(history), 0, -1)), (model, environment)
                pointed = reader.models.aliases(model).get(ALIASES[environment])
                if history:  # before the first release only tests move these aliases
                    assert pointed == history[0].version, (model, environment)
                used = [each.approval for each in history if each.approval]
                assert len(used) == len(set(used)), (model, used)
        owed = ["model.registered", "model.pointed", "tracking.missed"]
        events = select(AUDIT_EVENTS.c.number).where(AUDIT_EVENTS.c.kind.in_(owed)).order_by(AUDIT_EVENTS.c.number)
        told = select(OUTBOX.c.event).order_by(OUTBOX.c.event)
        assert list(connection.execute(told).scalars()) == list(connection.execute(events).scalars())
    return verdict.events


def an_approval(id: str = "a1", version: int = 1, **fields: Any) -> Approval:
    """A question that nobody has answered."""
    given = {"digest": a_model().digest, "environment": Environment.PRODUCTION, "role": Role.APPROVER} | fields
    times = {"asked_at": NOON, "expires_at": NOON + timedelta(days=14), "asked_by": "ann", "authors": ("ann",)}
    return Approval(id=id, model="flights", version=version, **(times | given))


def a_release(version: int = 1, seed: str = "first", **fields: Any) -> Release:
    """A draft; the store gives it its generation."""
    given = {"environment": Environment.PRODUCTION, "at": NOON, "by": "ann"} | fields
    return Release(model="flights", generation=0, version=version, digest=a_model(seed).digest, **given)


def a_token(id: str = "t1", **fields: Any) -> Token:
    """A token of an engineer."""
    given = {"name": "eve", "roles": (Role.ENGINEER,), "digest": digest(id), "made_at": NOON, "made_by": "ann"} | fields
    return Token(id=id, **given)
