"""Roles: the table of the design, line by line."""

from __future__ import annotations

import pytest

from rung.domain.identity import Role
from rung.govern.roles import PERMISSIONS, Permission, holds, may, who_may

ENGINEER = {Permission.READ, Permission.RUN, Permission.RELEASE_TO_STAGING, Permission.ASK, Permission.ACKNOWLEDGE}


def test_each_role_may_what_the_design_says() -> None:
    assert {
        Role.VIEWER: {Permission.READ},
        Role.ENGINEER: ENGINEER,
        Role.ON_CALL: ENGINEER | {Permission.ROLL_BACK, Permission.PAUSE, Permission.OVERRIDE},
        Role.APPROVER: {Permission.READ, Permission.APPROVE, Permission.WAIVE},
        Role.ADMIN: set(Permission),
    } == PERMISSIONS


@pytest.mark.parametrize(
    ("roles", "permission", "allowed"),
    [
        ((), Permission.READ, False),
        ((Role.VIEWER,), Permission.RUN, False),
        ((Role.ENGINEER,), Permission.ROLL_BACK, False),
        ((Role.ENGINEER, Role.APPROVER), Permission.APPROVE, True),
        ((Role.APPROVER,), Permission.ROLL_BACK, False),
    ],
)
def test_roles_add_up(roles: tuple[Role, ...], permission: Permission, allowed: bool) -> None:
    assert may(roles, permission) is allowed


def test_who_may_is_told() -> None:
    assert who_may(Permission.ROLL_BACK) == "on-call or admin"
    assert who_may(Permission.TOKENS) == "admin"
    assert holds((Role.ADMIN,), Role.APPROVER)
    assert not holds((Role.ON_CALL,), Role.APPROVER)
