"""Model versions, aliases and what MLflow is told of them, reproductions, tokens, approvals, releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _models()
    _reproductions()
    _tokens()
    _approvals()
    _releases()


def _event(name: str = "event", *, nullable: bool = False, key: bool = False) -> sa.Column[int]:
    event = sa.ForeignKey("rung_audit_events.number")
    if key:
        return sa.Column(name, sa.BigInteger, event, primary_key=True, autoincrement=False)
    return sa.Column(name, sa.BigInteger, event, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, MOMENT, nullable=nullable)


def _models() -> None:
    op.create_table(
        "rung_model_versions",
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        _text("digest"),
        _text("flavour"),
        _text("run", nullable=True),
        _moment("registered_at"),
        _text("registered_by"),
        sa.Column("files", sa.LargeBinary, nullable=False),
        sa.Column("told", sa.LargeBinary, nullable=False),
        _event(),
    )
    op.create_index("rung_model_versions_run", "rung_model_versions", ["run"])
    op.create_index("rung_model_versions_digest", "rung_model_versions", ["digest"])
    op.create_table(
        "rung_model_aliases",
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("alias", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        _event(),
    )
    op.create_table("rung_outbox", _event(key=True), _text("subject"), _moment("told_at", nullable=True))
    op.create_index("rung_outbox_waiting", "rung_outbox", ["told_at", "event"])


def _reproductions() -> None:
    op.create_table(
        "rung_reproductions",
        _event(key=True),
        _text("model"),
        sa.Column("version", sa.Integer, nullable=False),
        _moment("at"),
        _text("tried_by"),
        sa.Column("ok", sa.Boolean, nullable=False),
        sa.Column("found", sa.LargeBinary, nullable=False),
    )
    op.create_index("rung_reproductions_newest", "rung_reproductions", ["model", "version", "event"])


def _tokens() -> None:
    op.create_table(
        "rung_tokens",
        sa.Column("id", sa.Text, primary_key=True),
        _text("name"),
        sa.Column("digest", sa.Text, nullable=False, unique=True),
        sa.Column("allowed", sa.LargeBinary, nullable=False),
        _moment("made_at"),
        _text("made_by"),
        _moment("expires_at", nullable=True),
        _moment("revoked_at", nullable=True),
        _event(),
    )


def _approvals() -> None:
    op.create_table(
        "rung_approvals",
        sa.Column("id", sa.Text, primary_key=True),
        _text("model"),
        sa.Column("version", sa.Integer, nullable=False),
        _text("digest"),
        _text("environment"),
        _text("role"),
        _moment("asked_at"),
        _text("asked_by"),
        sa.Column("authors", sa.LargeBinary, nullable=False),
        _moment("expires_at"),
        _text("decision"),
        _moment("decided_at", nullable=True),
        _text("decided_by", nullable=True),
        _text("reason"),
        sa.Column("solo", sa.Boolean, nullable=False),
        _event("asked"),
        _event("decided", nullable=True),
    )
    op.create_index("rung_approvals_of", "rung_approvals", ["model", "version", "environment", "asked"])
    op.create_index("rung_approvals_decision", "rung_approvals", ["decision", "asked"])


def _releases() -> None:
    op.create_table(
        "rung_releases",
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("environment", sa.Text, primary_key=True),
        sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        _text("digest"),
        _text("kind"),
        _moment("at"),
        _text("released_by"),
        _text("approval", nullable=True),
        sa.Column("previous", sa.Integer),
        sa.Column("checks", sa.LargeBinary, nullable=False),
        _text("reason"),
        _event(),
    )
    op.create_index("rung_releases_newest", "rung_releases", ["event"])
