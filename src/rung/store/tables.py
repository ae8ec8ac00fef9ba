"""The tables as they are after the newest migration. Each row names the audit event that recorded it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from rung.store.column_types import NUMBER, Moment, Words

METADATA = MetaData()
_EVENT = "rung_audit_events.number"

AUDIT_HEAD = Table(
    "rung_audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("id = 1", name="rung_audit_head_is_one"),
)
"""One row: number and hash of the last event. Who writes anything locks it first."""

AUDIT_EVENTS = Table(
    "rung_audit_events",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),  # as it was hashed
    Column("actor", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("data", Text, nullable=False),  # as it was hashed: a JSON column would write it anew
    Column("before", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("rung_audit_events_subject", "subject", "number"),
)

DATASET_VERSIONS = Table(
    "rung_dataset_versions",
    METADATA,
    Column("dataset", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("added_at", Moment, nullable=False),
    Column("added_by", Words, nullable=False),
    Column("row_count", BigInteger),
    Column("note", Words, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("file_count", BigInteger, nullable=False),
    Column("files", LargeBinary, nullable=False),
    Column("event", BigInteger, ForeignKey(_EVENT), nullable=False),
    Index("rung_dataset_versions_newest", "dataset", "event"),
)

RUNS = Table(
    "rung_runs",
    METADATA,
    Column("id", Words, primary_key=True),
    Column("project", Words, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("started_by", Words, nullable=False),
    Column("revision", Words),
    Column("dirty", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("environment", Words, nullable=False),
    Column("seconds", Float(53)),
    Column("cpu_seconds", Float(53)),
    Column("peak_memory_bytes", BigInteger),
    Column("taken", LargeBinary, nullable=False),  # params, datasets
    Column("given", LargeBinary, nullable=False),  # steps, figures
    Column("began", BigInteger, ForeignKey(_EVENT), nullable=False),
    Column("finished", BigInteger, ForeignKey(_EVENT)),
    Index("rung_runs_newest", "began"),
    Index("rung_runs_status", "status"),
)

CONTRACT_CHECKS = Table(
    "rung_contract_checks",
    METADATA,
    Column("event", BigInteger, ForeignKey(_EVENT), primary_key=True, autoincrement=False),
    Column("dataset", Words, nullable=False),
    Column("version", Words),
    Column("contract", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("checked_by", Words, nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("violations", LargeBinary, nullable=False),
    Column("row_count", BigInteger),
    Index("rung_contract_checks_newest", "dataset", "event"),
)
