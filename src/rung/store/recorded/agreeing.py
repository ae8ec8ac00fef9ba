"""Whether a record is what its event in the audit chain says. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from rung.domain.approval import Approval, Decision
from rung.domain.contract_check import ContractCheck
from rung.domain.event import REHEARSAL, AuditEvent
from rung.domain.model_version import ModelVersion
from rung.domain.release import Release, ReleaseKind
from rung.domain.reproduction import Reproduction
from rung.domain.run import Run, RunStatus
from rung.store.chain import canonical
from rung.store.recorded.base import Row

SLACK = timedelta(days=1)
"""A record is dated when it is written; what lies further away was dated by hand."""


class Claim(Struct, frozen=True):
    """What a record says of one of its events."""

    number: int | None
    kinds: tuple[str, ...]
    """What the event may be called."""
    subject: tuple[str, ...]
    """What it may be about."""
    at: datetime | None
    says: Mapping[str, Any]
    """The same facts under the names that the event gives them; it may have others besides."""


def of_run(run: Run, row: Row) -> Iterator[Claim]:
    """Its beginning, and its end."""
    subject = (f"run:{run.id}",)
    began = {
        "project": run.project, "by": run.by, "commit": run.commit, "dirty": run.dirty,
        "environment": run.environment, "datasets": dict(run.datasets), "contracts": dict(run.contracts),
        "diff": run.diff,
    }  # fmt: skip
    yield Claim(row["began"], ("run.began",), subject, run.started_at, began)
    if run.status is not RunStatus.RUNNING:
        ended = {"status": run.status, "seconds": run.seconds, "figures": dict(run.figures)}
        yield Claim(row["finished"], ("run.finished",), subject, run.ended_at, ended)


def of_dataset(row: Row) -> Iterator[Claim]:
    """That it was added."""
    says = {
        "files": row["file_count"], "size": row["size"], "rows": row["row_count"], "by": row["added_by"],
        "note": row["note"],
    }  # fmt: skip
    subject = (f"dataset:{row['dataset']}@{row['id']}",)
    yield Claim(row["event"], ("dataset.added",), subject, row["added_at"], says)


def of_check(check: ContractCheck, row: Row) -> Iterator[Claim]:
    """What it said."""
    version = f"@{check.version}" if check.version else ""
    says = {"ok": check.ok, "contract": check.contract, "rows": check.rows, "by": check.by}
    yield Claim(row["event"], ("contract.checked",), (f"dataset:{check.dataset}{version}",), check.at, says)


def of_version(version: ModelVersion, row: Row) -> Iterator[Claim]:
    """That it was registered, from what, and what it was worth."""
    evaluation = version.evaluation
    says = {
        "digest": version.digest, "flavour": version.flavour, "by": version.by, "run": version.run,
        "origin": version.origin, "commit": version.commit, "dirty": version.dirty,
        "datasets": dict(version.datasets), "environment": version.environment,
        "metrics": {} if evaluation is None else dict(evaluation.metrics),
        "passed": None if evaluation is None else evaluation.passed,
    }  # fmt: skip
    kinds = ("model.registered", "model.adopted")
    yield Claim(row["event"], kinds, (f"model:{version.name}",), version.registered_at, says)


def of_release(release: Release, row: Row) -> Iterator[Claim]:
    """That it went out, or back."""
    says = {
        "digest": release.digest, "environment": release.environment, "generation": release.generation,
        "approval": release.approval, "previous": release.previous, "by": release.by, "reason": release.reason,
        "checks": {each.name: each.ok for each in release.checks},
    }  # fmt: skip
    kind = "release.rolled-back" if release.kind is ReleaseKind.ROLLBACK else "release.made"
    about = f"release:{release.name} to {release.environment}"
    yield Claim(row["event"], (kind,), (about,), release.at, says)


def of_approval(approval: Approval, row: Row) -> Iterator[Claim]:
    """The question, and the answer."""
    about = (f"approval:{approval.id}",)
    asked = {
        "model": approval.model, "version": approval.version, "digest": approval.digest,
        "environment": approval.environment, "role": approval.role, "authors": list(approval.authors),
    }  # fmt: skip
    yield Claim(row["asked"], ("approval.asked",), about, approval.asked_at, asked)
    if approval.decision is not Decision.PENDING:
        decided = {
            "decision": approval.decision, "by": approval.decided_by, "solo": approval.solo,
            "digest": approval.digest, "reason": approval.reason, "version": approval.version,
        }  # fmt: skip
        yield Claim(row["decided"], (f"approval.{approval.decision}",), about, approval.decided_at, decided)


def of_reproduction(tried: Reproduction, row: Row) -> Iterator[Claim]:
    """What came of it."""
    says = {
        "ok": tried.ok, "by": tried.by, "same_files": tried.same_files, "rows": tried.rows, "why": tried.why,
        "compared": {each.name: [each.recorded, each.again, each.tolerance] for each in tried.compared},
    }  # fmt: skip
    yield Claim(row["event"], ("model.reproduced",), (f"model:{tried.model}@{tried.version}",), tried.at, says)


def disagreement(claims: Iterable[Claim], events: Mapping[int, AuditEvent]) -> str:
    """The first thing that a record says and its event does not; empty where they agree."""
    for claim in claims:
        event = None if claim.number is None else events.get(claim.number)
        if event is None:
            return "the audit chain does not hold its event"
        if event.kind not in claim.kinds or event.subject not in claim.subject:
            return f"event {event.number} of the audit chain is about something else"
        for name in sorted(event.data.keys() & claim.says.keys()):
            if canonical(event.data[name]) != canonical(claim.says[name]):
                return f"its {name} is not what event {event.number} of the audit chain says"
        far = claim.at is None or abs(claim.at - event.at) > SLACK
        if far and event.actor.via != REHEARSAL:
            return f"it is dated otherwise than event {event.number} of the audit chain, which was written with it"
    return ""
