"""Identity: local while nobody needs a token, and after that only whom a token says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from rung.domain.event import Actor
from rung.domain.identity import Role, Scope, Token
from rung.errors import RefusedError, UsageError
from rung.govern.identity import digest_of, identify, make_token, needs_token
from rung.govern.roles import Permission
from store.values import NOON


def made(name: str = "ann", *roles: Role, **fields: object) -> tuple[Token, str]:
    return make_token(name, "root", NOON, roles=roles or (Role.ENGINEER,), **fields)  # type: ignore[arg-type]


def test_without_tokens_the_user_of_the_machine_is_admin() -> None:
    who = identify([], None, "ann", NOON)
    assert (who.actor, who.roles) == (Actor("ann", "local"), (Role.ADMIN,))


def test_a_token_of_somebody_else_changes_nothing_for_those_without() -> None:
    engineer, _ = made("eve")
    assert identify([engineer], None, "ann", NOON).roles == (Role.ADMIN,)


def test_from_the_first_token_of_an_admin_on_one_is_needed() -> None:
    admin, secret = made("ann", Role.ADMIN)
    who = identify([admin], None, "root", NOON)
    assert who.may(Permission.READ)
    with pytest.raises(RefusedError, match="root may not roll back: this workspace knows people by their tokens"):
        who.must(Permission.ROLL_BACK)
    assert identify([admin], secret, "root", NOON).actor == Actor("ann", "token")


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=91)])
def test_it_stays_so_when_the_token_is_gone(later: timedelta) -> None:
    admin, _ = made("ann", Role.ADMIN)
    gone = replace(admin, revoked_at=NOON)
    assert needs_token([gone])
    assert identify([gone], None, "root", NOON + later).roles == (Role.VIEWER,)


def test_a_secret_is_long_random_and_kept_nowhere() -> None:
    made_ones = [made() for _ in range(50)]
    secrets = {secret for _, secret in made_ones}
    assert len(secrets) == 50
    assert all(len(secret) == 5 + 43 and secret.startswith("rung_") for secret in secrets)  # 32 bytes in base64
    assert all(token.digest == digest_of(secret) and secret not in repr(token) for token, secret in made_ones)


def test_what_opens_nothing_says_why() -> None:
    token, secret = made("eve", lifetime=timedelta(days=1))
    with pytest.raises(RefusedError, match="not known here"):
        identify([token], secret + "x", "ann", NOON)
    with pytest.raises(RefusedError, match=r"of eve was good until 2026-05-05 12:00 UTC"):
        identify([token], secret, "ann", NOON + timedelta(days=1))
    with pytest.raises(RefusedError, match=r"of eve was revoked on 2026-05-04 12:00 UTC"):
        identify([replace(token, revoked_at=NOON)], secret, "ann", NOON)
    forever, secret = made("eve", lifetime=None)
    assert identify([token, forever], f" {secret}\n", "ann", NOON + timedelta(days=9999)).name == "eve"


def test_a_refusal_names_who_may() -> None:
    token, secret = made("eve", Role.ENGINEER)
    with pytest.raises(RefusedError, match=r"^eve \(engineer\) may not roll back$") as caught:
        identify([token], secret, "ann", NOON).must(Permission.ROLL_BACK)
    assert caught.value.fix == "ask somebody who is on-call or admin"
    service, secret = make_token("scorer", "ann", NOON, scopes=[Scope.PREDICT])
    assert not identify([service], secret, "ann", NOON).may(Permission.READ)


@pytest.mark.parametrize(
    ("name", "roles", "scopes", "says"),
    [
        (" ", [Role.VIEWER], [], "needs the name"),
        ("ann", [], [], "a role or a scope"),
        ("ann", [Role.VIEWER], [Scope.LABEL], "roles are for people"),
    ],
)
def test_what_would_be_no_token(name: str, roles: list[Role], scopes: list[Scope], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        make_token(name, "ann", NOON, roles=roles, scopes=scopes)
