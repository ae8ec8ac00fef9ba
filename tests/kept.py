"""A workspace with records, written as Rung writes them; the days on which it does so are chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from msgspec.structs import replace

from rung.domain.approval import Approval, Decision
from rung.domain.contract_check import ContractCheck
from rung.domain.dataset import DatasetVersion, FileEntry, version_id
from rung.domain.evaluation import Comparison, Evaluation, GateResult, Interval
from rung.domain.event import Actor
from rung.domain.identity import Role
from rung.domain.model_version import ModelVersion
from rung.domain.release import Environment, Release, ReleaseKind, StagingCheck
from rung.domain.reproduction import Compared, Reproduction
from rung.domain.run import Run, RunStatus
from rung.store import audit
from rung.store.opening import open_store
from rung.store.writer import Writer

PROJECT = "late-flights"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
COMMIT = hashlib.sha256(b"commit").hexdigest()[:40]
GATE = "roc_auc >= 0.65"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Kept:
    """Writes records into `.rung/store.db` of a folder, each on the day that is given in days before `NOW`."""

    def __init__(self, root: Path, *, by: str = "ann", via: str = "local") -> None:
        self.path = root / ".rung" / "store.db"
        self.by = by
        self.via = via
        open_store(self.path).close()

    @contextmanager
    def writing(self, days_ago: float, by: str | None = None) -> Iterator[tuple[Writer, datetime]]:
        """A transaction of that day."""
        day = NOW - timedelta(days=days_ago)

        class Day(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                return day.astimezone(tz)

        actor = Actor(by or self.by, self.via)
        with open_store(self.path) as store, mock.patch.object(audit, "datetime", Day), store.writing(actor) as writer:
            yield writer, day

    def data(self, days_ago: float = 30, seed: str = "first", dataset: str = "flights") -> str:
        """Store a version of a dataset; its id."""
        files = (FileEntry("flights.csv", 10, digest(seed)),)
        with self.writing(days_ago) as (writer, day):
            version = DatasetVersion(version_id(files), dataset, files, day, self.by, 100)
            writer.datasets.add(version)
        return version.id

    def check(self, version: str, days_ago: float = 20, *, ok: bool = True, dataset: str = "flights") -> None:
        """Hold a version against its contract."""
        with self.writing(days_ago) as (writer, day):
            writer.checks.add(
                ContractCheck(dataset=dataset, version=version, contract=digest("k"), at=day, by=self.by, ok=ok)
            )

    def run(
        self,
        id: str,
        days_ago: float = 10,
        status: RunStatus = RunStatus.SUCCESS,
        data: str | None = None,
        **fields: Any,
    ) -> str:
        """Run the pipeline once; with the failed check that refused it, where it was refused by one."""
        bad = fields.pop("bad_data", False)
        given: dict[str, Any] = {
            "project": PROJECT, "by": self.by, "commit": COMMIT, "params": {"max_iter": 200},
            "datasets": {"flights": data} if data else {},
        }  # fmt: skip
        given |= fields
        with self.writing(days_ago + 0.01) as (writer, day):
            writer.runs.begin(Run(id=id, started_at=day, **given))
        if bad and data:
            self.check(data, days_ago + 0.005, ok=False)
        with self.writing(days_ago) as (writer, day):
            writer.runs.finish(id, status, day, {"roc_auc": 0.7})
        return id

    def version(
        self, run: str | None = None, days_ago: float = 9, *, good: bool = True, model: str = PROJECT, **fields: Any
    ) -> ModelVersion:
        """Register a model that was held against the champion and its gates."""
        with self.writing(days_ago) as (writer, day):
            evaluation = fields.pop("evaluation", an_evaluation(day, good=good))
            draft = ModelVersion(
                model=model, version=0, digest=digest(f"{model}{run}{days_ago}"), files=(), flavour="skops",
                registered_at=day, by=self.by, run=run, commit=COMMIT, evaluation=evaluation, **fields,
            )  # fmt: skip
            return writer.models.register(draft)

    def approve(
        self, version: ModelVersion, days_ago: float = 8, by: str = "ben", decision: Decision = Decision.APPROVED,
        **fields: Any,
    ) -> str:  # fmt: skip
        """Let somebody decide about a release to production; the id of the approval."""
        id = digest(f"{version.name}{days_ago}{by}")[:12]
        with self.writing(days_ago, by) as (writer, day):
            given: dict[str, Any] = {
                "authors": (version.by,), "asked_by": version.by, "solo": False, "digest": version.digest,
            } | fields  # fmt: skip
            approval = Approval(
                id=id, model=version.model, version=version.version, environment=Environment.PRODUCTION,
                role=Role.APPROVER, asked_at=day, expires_at=day + timedelta(days=7), decision=decision,
                decided_at=day, decided_by=by, reason="the numbers are better", **given,
            )  # fmt: skip
            asked = replace(
                approval, decision=Decision.PENDING, decided_at=None, decided_by=None, reason="", solo=False
            )
            writer.approvals.ask(asked)
            writer.approvals.decide(approval)
        return id

    def release(
        self, version: ModelVersion, days_ago: float = 7, approval: str | None = None,
        environment: Environment = Environment.PRODUCTION, kind: ReleaseKind = ReleaseKind.RELEASE,
    ) -> Release:  # fmt: skip
        """Release a version."""
        with self.writing(days_ago) as (writer, day):
            draft = Release(
                model=version.model, environment=environment, generation=0, version=version.version, kind=kind, at=day,
                approval=approval, digest=version.digest, by=self.by,
                checks=(StagingCheck("loads", True, "it loads"), StagingCheck("answers", True, "as recorded")),
            )  # fmt: skip
            return writer.releases.make(draft)

    def reproduce(self, version: ModelVersion, days_ago: float = 5, *, ok: bool = True) -> None:
        """Make a version again."""
        compared = (Compared("roc_auc", 0.7, 0.7 if ok else 0.6, 1e-6),)
        with self.writing(days_ago) as (writer, day):
            writer.reproductions.add(
                Reproduction(model=version.model, version=version.version, at=day, by=self.by, ok=ok, compared=compared)
            )


def an_evaluation(at: datetime, *, good: bool = True) -> Evaluation:
    """One against the champion, with one gate."""
    auc = 0.7 if good else 0.6
    difference = Interval(auc - 0.66, auc - 0.67, auc - 0.65)
    return Evaluation(
        model=PROJECT, at=at, rows=100, holdout="the latest 14 days", dataset="flights@1", metrics={"roc_auc": auc},
        comparisons=(Comparison(f"champion {PROJECT}@1", "roc_auc", 0.66, difference, 100),),
        gates=(GateResult(GATE, good, f"roc_auc {auc:g}"),),
    )  # fmt: skip
