"""What each role may do. A table and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from rung.domain.identity import Role


class Permission(StrEnum):
    """Something that not everybody may do; the value ends the sentence "ann may …"."""

    READ = "read"
    RUN = "run pipelines and register what they make"
    RELEASE_TO_STAGING = "release to staging"
    ASK = "ask for a release to production"
    ACKNOWLEDGE = "acknowledge alarms"
    ROLL_BACK = "roll back"
    PAUSE = "pause and resume automation"
    OVERRIDE = "override"
    APPROVE = "approve"
    WAIVE = "waive"
    RELEASE_UNASKED = "release to production where nobody is asked"
    TOKENS = "make and revoke tokens"
    ROLES = "give roles"
    RETENTION = "set retention"
    ERASE = "erase"


_VIEWER = frozenset({Permission.READ})
_ENGINEER = _VIEWER | {Permission.RUN, Permission.RELEASE_TO_STAGING, Permission.ASK, Permission.ACKNOWLEDGE}
_ON_CALL = _ENGINEER | {Permission.ROLL_BACK, Permission.PAUSE, Permission.OVERRIDE}
_APPROVER = _VIEWER | {Permission.APPROVE, Permission.WAIVE}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.ENGINEER: _ENGINEER,
    Role.ON_CALL: _ON_CALL,
    Role.APPROVER: _APPROVER,
    Role.ADMIN: frozenset(Permission),
}


def may(roles: Iterable[Role], permission: Permission) -> bool:
    """Whether one of the roles is enough."""
    return any(permission in PERMISSIONS[each] for each in roles)


def holds(roles: Iterable[Role], role: Role) -> bool:
    """Whether somebody may act as `role`: by that role, or as an admin."""
    held = set(roles)
    return role in held or Role.ADMIN in held


def who_may(permission: Permission) -> str:
    """The roles that may, in words: `on-call or admin`."""
    names = [role.value for role in Role if permission in PERMISSIONS[role]]
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
