"""Everything that can be read, one attribute for each aggregate."""

from __future__ import annotations

from sqlalchemy import Connection

from rung.store.approvals import ApprovalReader
from rung.store.audit import AuditReader
from rung.store.checks import CheckReader
from rung.store.datasets import DatasetReader
from rung.store.model_versions import ModelReader
from rung.store.outbox import OutboxReader
from rung.store.releases import ReleaseReader
from rung.store.reproductions import ReproductionReader
from rung.store.runs import RunReader
from rung.store.tokens import TokenReader


class Reader:
    """The store at one moment."""

    def __init__(self, connection: Connection) -> None:
        self.audit = AuditReader(connection)
        self.datasets = DatasetReader(connection)
        self.runs = RunReader(connection)
        self.checks = CheckReader(connection)
        self.models = ModelReader(connection)
        self.reproductions = ReproductionReader(connection)
        self.outbox = OutboxReader(connection)
        self.tokens = TokenReader(connection)
        self.approvals = ApprovalReader(connection)
        self.releases = ReleaseReader(connection)
