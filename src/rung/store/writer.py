"""Everything that can be changed, one attribute for each aggregate."""

from __future__ import annotations

from sqlalchemy import Connection

from rung.domain.event import Actor
from rung.store.approvals import ApprovalWriter
from rung.store.audit import AuditWriter
from rung.store.checks import CheckWriter
from rung.store.datasets import DatasetWriter
from rung.store.model_versions import ModelWriter
from rung.store.outbox import OutboxWriter
from rung.store.releases import ReleaseWriter
from rung.store.reproductions import ReproductionWriter
from rung.store.runs import RunWriter
from rung.store.tokens import TokenWriter


class Writer:
    """One transaction of one actor. What it reads includes what it has changed."""

    def __init__(self, connection: Connection, actor: Actor) -> None:
        """Waits until nobody else writes."""
        self.audit = AuditWriter(connection, actor)
        self.datasets = DatasetWriter(connection, self.audit)
        self.runs = RunWriter(connection, self.audit)
        self.checks = CheckWriter(connection, self.audit)
        self.models = ModelWriter(connection, self.audit)
        self.reproductions = ReproductionWriter(connection, self.audit)
        self.outbox = OutboxWriter(connection, self.audit)
        self.tokens = TokenWriter(connection, self.audit)
        self.approvals = ApprovalWriter(connection, self.audit)
        self.releases = ReleaseWriter(connection, self.audit, self.models)
