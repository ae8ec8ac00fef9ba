"""Approvals: whom `rung.yaml` asks, who may decide, how long a yes holds, and what it lets pass. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from rung.domain.approval import Approval, Decision
from rung.domain.identity import Role
from rung.domain.model_version import ModelVersion
from rung.domain.release import Environment
from rung.errors import ManifestError, RefusedError, UsageError
from rung.govern.authors import is_one_of
from rung.govern.identity import Identity
from rung.govern.roles import holds
from rung.project.durations import written_days
from rung.project.file import ReleaseSection

LIFETIME = timedelta(days=14)
"""How long a question can be answered, and a yes be used."""
SOLO_DELAY = timedelta(hours=1)
"""How long one waits for oneself where `solo: true` says no more. To sleep on it, write `solo: 24h`."""


class Rules(Struct, frozen=True):
    """What `release:` of `rung.yaml` says."""

    asks: Mapping[Environment, Role] = {}
    """Who has to say yes before a release goes there."""
    solo: timedelta | None = None
    """A team of one: how long after asking an author may decide; `None`: never."""


def rules_of(section: ReleaseSection | None, where: str) -> Rules:
    """Read `release.approve` and `release.solo`.

    Raises
    ------
    ManifestError
        They name no environment, role or length of time.
    """
    if section is None:
        return Rules()
    return Rules(_asks(section.approve, where), _solo(section.solo, where))


def ask(
    version: ModelVersion,
    environment: Environment,
    role: Role,
    asked_by: str,
    authors: Iterable[str],
    now: datetime,
) -> Approval:
    """A question, bound to the files of the version as they are."""
    return Approval(
        id=secrets.token_hex(4),
        model=version.model,
        version=version.version,
        digest=version.digest,
        environment=environment,
        role=role,
        asked_at=now,
        asked_by=asked_by,
        authors=tuple(dict.fromkeys([*authors, asked_by])),
        expires_at=now + LIFETIME,
    )


def is_author(approval: Approval, name: str) -> bool:
    """Whether the change is theirs."""
    return is_one_of(name, (*approval.authors, approval.asked_by))


def approved(approval: Approval, who: Identity, reason: str, rules: Rules, now: datetime) -> Approval:
    """The approval with a yes.

    Raises
    ------
    RefusedError
        They may not say it: it is their own change, the role is not theirs, or it is too late.
    UsageError
        There is no reason.
    """
    _must_be_open(approval, now)
    _must_be_reasoned(reason, approval)
    _must_hold(approval, who)
    solo = is_author(approval, who.name)
    if solo:
        _must_be_alone(approval, who, rules, now)
    return _decided(approval, Decision.APPROVED, who, reason, now, solo=solo)


def rejected(approval: Approval, who: Identity, reason: str, now: datetime) -> Approval:
    """The approval with a no, which an author may say as well. Raises as `approved`."""
    _must_be_open(approval, now)
    _must_be_reasoned(reason, approval)
    if not is_author(approval, who.name):
        _must_hold(approval, who)
    return _decided(approval, Decision.REJECTED, who, reason, now, solo=False)


def lets_pass(approval: Approval, version: ModelVersion, environment: Environment, now: datetime) -> bool:
    """Whether it is a yes to these files, there, and still holds. Whether it was used, only the store knows."""
    about = (approval.model, approval.version, approval.digest, approval.environment)
    return (
        approval.decision is Decision.APPROVED
        and about == (version.model, version.version, version.digest, environment)
        and now < approval.expires_at
    )


def open_until(approval: Approval, rules: Rules) -> datetime | None:
    """From when on an author may decide; `None` where they never may."""
    return None if rules.solo is None else approval.asked_at + rules.solo


def _must_be_open(approval: Approval, now: datetime) -> None:
    where, again = f"approval {approval.id}", f"rung release {approval.model}@{approval.version} --to "
    if approval.decision is not Decision.PENDING:
        raise RefusedError(f"{approval.decided_by} has {approval.decision} it already", where=where)
    if now >= approval.expires_at:
        raise RefusedError(
            f"it could be decided until {approval.expires_at:%Y-%m-%d %H:%M} UTC",
            where=where,
            fix=f"ask again: {again}{approval.environment}",
        )


def _must_be_reasoned(reason: str, approval: Approval) -> None:
    if not reason.strip():
        raise UsageError("a decision needs a reason", where=f"approval {approval.id}", fix="--reason TEXT")


def _must_hold(approval: Approval, who: Identity) -> None:
    if who.why:
        raise RefusedError(
            f"{who.name} may not decide: {who.why}", where=f"approval {approval.id}", fix="export RUNG_TOKEN=…"
        )
    if not holds(who.roles, approval.role):
        held = ", ".join(who.roles) or "no role"
        raise RefusedError(
            f"{who.name} ({held}) may not decide: rung.yaml asks for the role {approval.role}",
            where=f"approval {approval.id}",
            fix=f"ask somebody who is {approval.role}",
        )


def _must_be_alone(approval: Approval, who: Identity, rules: Rules, now: datetime) -> None:
    where, since = f"approval {approval.id}", open_until(approval, rules)
    if since is None:
        raise RefusedError(
            f"{who.name} may not approve their own change: it is by {', '.join(approval.authors)}",
            where=where,
            fix="ask somebody else; a team of one writes release.solo in rung.yaml",
        )
    if now < since:
        raise RefusedError(
            f"{who.name} may approve their own change from {since:%Y-%m-%d %H:%M} UTC on (release.solo)",
            where=where,
            fix="look at it again then, or ask somebody else now",
        )


def _decided(
    approval: Approval, decision: Decision, who: Identity, reason: str, now: datetime, *, solo: bool
) -> Approval:
    return replace(approval, decision=decision, decided_at=now, decided_by=who.name, reason=reason.strip(), solo=solo)


def _asks(written: object, where: str) -> dict[Environment, Role]:
    if written in (None, False):
        return {}
    given = {"production": written} if isinstance(written, str) else written
    if not isinstance(given, Mapping):
        raise ManifestError("release.approve names no role", where=where, fix="approve: {production: approver}")
    return {_environment(name, where): _role(role, where) for name, role in given.items()}


def _environment(name: object, where: str) -> Environment:
    if name not in set(Environment):
        raise ManifestError(
            f"release.approve: {name} is none of {', '.join(Environment)}", where=where, fix="{production: approver}"
        )
    return Environment(str(name))


def _role(name: object, where: str) -> Role:
    if name not in set(Role):
        raise ManifestError(f"release.approve: {name} is no role", where=where, fix=f"one of: {', '.join(Role)}")
    return Role(str(name))


def _solo(written: object, where: str) -> timedelta | None:
    if written in (None, False, "false"):
        return None
    if written in (True, "true"):
        return SOLO_DELAY
    length = written_days(str(written)) if re.fullmatch(r"\S+", str(written)) else None
    if not length:
        raise ManifestError(
            f"release.solo: {written} is no length of time", where=where, fix="solo: true, or solo: 24h"
        )
    return timedelta(days=length)
