"""The tables that are looked at. Held against `rung.store.tables` by a test: this file knows no SQLAlchemy."""

from __future__ import annotations

from rung.store.recorded.base import Wanted

EVENTS = Wanted(
    "rung_audit_events", ("number", "at", "actor", "via", "kind", "subject", "data", "before", "hash"), "number"
)
HEAD = Wanted("rung_audit_head", ("number", "hash"), "number")
SCHEMA = Wanted("rung_schema", ("version_num",), "version_num")

RUNS = Wanted(
    "rung_runs",
    (
        "id", "project", "started_at", "ended_at", "started_by", "revision", "dirty", "status", "environment",
        "seconds", "cpu_seconds", "peak_memory_bytes", "taken", "given", "began", "finished",
    ),
    newest="began",
    packed=("taken", "given"),
    moments=("started_at", "ended_at"),
    truths=("dirty",),
)  # fmt: skip
DATASETS = Wanted(
    "rung_dataset_versions",
    ("dataset", "id", "added_at", "added_by", "row_count", "note", "size", "file_count", "event"),
    newest="event",
    moments=("added_at",),
)
CHECKS = Wanted(
    "rung_contract_checks",
    ("event", "dataset", "version", "contract", "at", "checked_by", "ok", "row_count"),
    newest="event",
    moments=("at",),
    truths=("ok",),
)
VERSIONS = Wanted(
    "rung_model_versions",
    ("model", "version", "digest", "flavour", "run", "registered_at", "registered_by", "told", "event"),
    newest="event",
    packed=("told",),
    moments=("registered_at",),
)
RELEASES = Wanted(
    "rung_releases",
    (
        "model", "environment", "generation", "version", "digest", "kind", "at", "released_by", "approval", "previous",
        "checks", "reason", "event",
    ),
    newest="event",
    packed=("checks",),
    moments=("at",),
)  # fmt: skip
APPROVALS = Wanted(
    "rung_approvals",
    (
        "id", "model", "version", "digest", "environment", "role", "asked_at", "asked_by", "authors", "expires_at",
        "decision", "decided_at", "decided_by", "reason", "solo", "asked", "decided",
    ),
    newest="asked",
    packed=("authors",),
    moments=("asked_at", "expires_at", "decided_at"),
    truths=("solo",),
)  # fmt: skip
REPRODUCTIONS = Wanted(
    "rung_reproductions",
    ("event", "model", "version", "at", "tried_by", "ok", "found"),
    newest="event",
    packed=("found",),
    moments=("at",),
    truths=("ok",),
)
ALL = (RUNS, DATASETS, CHECKS, VERSIONS, RELEASES, APPROVALS, REPRODUCTIONS)
