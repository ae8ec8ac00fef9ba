"""The first schema: the audit chain, dataset versions, runs, contract checks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NO_HASH = "0" * 64
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
EVENT = "rung_audit_events.number"


def upgrade() -> None:
    """Make the tables, and the head of an empty chain."""
    _audit()
    _dataset_versions()
    _runs()
    _contract_checks()


def _audit() -> None:
    head = op.create_table(
        "rung_audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.CheckConstraint("id = 1", name="rung_audit_head_is_one"),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": NO_HASH}])
    op.create_table(
        "rung_audit_events",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("at", "actor", "via", "kind", "subject", "data", "before", "hash")
        ),
    )
    op.create_index("rung_audit_events_subject", "rung_audit_events", ["subject", "number"])


def _dataset_versions() -> None:
    op.create_table(
        "rung_dataset_versions",
        sa.Column("dataset", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("row_count", sa.BigInteger),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("file_count", sa.BigInteger, nullable=False),
        sa.Column("files", sa.LargeBinary, nullable=False),
        sa.Column("event", sa.BigInteger, sa.ForeignKey(EVENT), nullable=False),
    )
    op.create_index("rung_dataset_versions_newest", "rung_dataset_versions", ["dataset", "event"])


def _runs() -> None:
    op.create_table(
        "rung_runs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("revision", sa.Text),
        sa.Column("dirty", sa.Boolean, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float(53)),
        sa.Column("cpu_seconds", sa.Float(53)),
        sa.Column("peak_memory_bytes", sa.BigInteger),
        sa.Column("taken", sa.LargeBinary, nullable=False),
        sa.Column("given", sa.LargeBinary, nullable=False),
        sa.Column("began", sa.BigInteger, sa.ForeignKey(EVENT), nullable=False),
        sa.Column("finished", sa.BigInteger, sa.ForeignKey(EVENT)),
    )
    op.create_index("rung_runs_newest", "rung_runs", ["began"])
    op.create_index("rung_runs_status", "rung_runs", ["status"])


def _contract_checks() -> None:
    op.create_table(
        "rung_contract_checks",
        sa.Column("event", sa.BigInteger, sa.ForeignKey(EVENT), primary_key=True, autoincrement=False),
        sa.Column("dataset", sa.Text, nullable=False),
        sa.Column("version", sa.Text),
        sa.Column("contract", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("checked_by", sa.Text, nullable=False),
        sa.Column("ok", sa.Boolean, nullable=False),
        sa.Column("violations", sa.LargeBinary, nullable=False),
        sa.Column("row_count", sa.BigInteger),
    )
    op.create_index("rung_contract_checks_newest", "rung_contract_checks", ["dataset", "event"])
