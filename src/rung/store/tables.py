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

MODEL_VERSIONS = Table(
    "rung_model_versions",
    METADATA,
    Column("model", Words, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("flavour", Text, nullable=False),
    Column("run", Words),
    Column("registered_at", Moment, nullable=False),
    Column("registered_by", Words, nullable=False),
    Column("files", LargeBinary, nullable=False),
    Column("told", LargeBinary, nullable=False),  # what a `ModelVersion` has besides
    Column("event", BigInteger, ForeignKey(_EVENT), nullable=False),
    Index("rung_model_versions_run", "run"),
    Index("rung_model_versions_digest", "digest"),
)

MODEL_ALIASES = Table(
    "rung_model_aliases",
    METADATA,
    Column("model", Words, primary_key=True),
    Column("alias", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("event", BigInteger, ForeignKey(_EVENT), nullable=False),
)

OUTBOX = Table(
    "rung_outbox",
    METADATA,
    Column("event", BigInteger, ForeignKey(_EVENT), primary_key=True, autoincrement=False),
    Column("subject", Words, nullable=False),
    Column("told_at", Moment),
    Index("rung_outbox_waiting", "told_at", "event"),
)
"""What has changed, and that MLflow has not been told of yet while `told_at` is null: `model:flights`, `run:r1`."""

REPRODUCTIONS = Table(
    "rung_reproductions",
    METADATA,
    Column("event", BigInteger, ForeignKey(_EVENT), primary_key=True, autoincrement=False),
    Column("model", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("tried_by", Words, nullable=False),
    Column("ok", Boolean, nullable=False),
    Column("found", LargeBinary, nullable=False),  # compared, same_files, rows, seconds, why
    Index("rung_reproductions_newest", "model", "version", "event"),
)

TOKENS = Table(
    "rung_tokens",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Words, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("allowed", LargeBinary, nullable=False),  # roles, scopes
    Column("made_at", Moment, nullable=False),
    Column("made_by", Words, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("event", BigInteger, ForeignKey(_EVENT), nullable=False),
)

APPROVALS = Table(
    "rung_approvals",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("model", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", Words, nullable=False),
    Column("authors", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("decision", Text, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", Words),
    Column("reason", Words, nullable=False),
    Column("solo", Boolean, nullable=False),
    Column("asked", BigInteger, ForeignKey(_EVENT), nullable=False),
    Column("decided", BigInteger, ForeignKey(_EVENT)),
    Index("rung_approvals_of", "model", "version", "environment", "asked"),
    Index("rung_approvals_decision", "decision", "asked"),
)

RELEASES = Table(
    "rung_releases",
    METADATA,
    Column("model", Words, primary_key=True),
    Column("environment", Text, primary_key=True),
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("released_by", Words, nullable=False),
    Column("approval", Text),
    Column("previous", Integer),
    Column("checks", LargeBinary, nullable=False),
    Column("reason", Words, nullable=False),
    Column("event", BigInteger, ForeignKey(_EVENT), nullable=False),
    Index("rung_releases_newest", "event"),
)
