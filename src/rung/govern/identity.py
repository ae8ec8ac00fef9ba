"""Who acts: the user of the operating system while nobody needs a token, and after that whoever a token says."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from rung.domain.event import Actor
from rung.domain.identity import Role, Scope, Token
from rung.errors import RefusedError, UsageError
from rung.govern.roles import Permission, may, who_may

VARIABLE = "RUNG_TOKEN"
PREFIX = "rung_"
"""How a secret begins, so that scanners know it."""
LIFETIME = timedelta(days=90)
"""How long a token opens anything, where its maker does not say."""
LOCAL, TOKEN = "local", "token"
_SECRET_BYTES = 32


class Identity(Struct, frozen=True):
    """Who acts, and as what."""

    name: str
    via: str = LOCAL
    roles: tuple[Role, ...] = ()
    scopes: tuple[Scope, ...] = ()
    why: str = ""
    """Why they may no more than this, where that is not plain."""

    @property
    def actor(self) -> Actor:
        """As the audit chain names them."""
        return Actor(self.name, self.via)

    def may(self, permission: Permission) -> bool:
        """Whether their roles are enough."""
        return may(self.roles, permission)

    def must(self, permission: Permission, where: str | None = None) -> None:
        """Go on only if they may.

        Raises
        ------
        RefusedError
            They may not; says who does.
        """
        if self.may(permission):
            return
        if self.why:
            raise RefusedError(f"{self.name} may not {permission}: {self.why}", where=where, fix=f"export {VARIABLE}=…")
        held = ", ".join(self.roles) or "no role"
        raise RefusedError(
            f"{self.name} ({held}) may not {permission}",
            where=where,
            fix=f"ask somebody who is {who_may(permission)}",
        )


def identify(tokens: Sequence[Token], secret: str | None, user: str, now: datetime) -> Identity:
    """Who acts, from the tokens of the workspace, the secret that was given, and the user of the operating system.

    Raises
    ------
    RefusedError
        The secret is nobody's, or it opens nothing any more.
    """
    if secret:
        return _known(tokens, secret, now)
    if needs_token(tokens):
        return Identity(
            user, LOCAL, (Role.VIEWER,), why="this workspace knows people by their tokens, and none is given"
        )
    return Identity(user, LOCAL, (Role.ADMIN,))


def needs_token(tokens: Iterable[Token]) -> bool:
    """Whether who acts needs a token: from the first token of an admin on, also when that one is gone."""
    return any(Role.ADMIN in each.roles for each in tokens)


def works(token: Token, now: datetime) -> bool:
    """Whether a token opens anything: it is neither revoked nor expired."""
    return token.revoked_at is None and (token.expires_at is None or now < token.expires_at)


def admins(tokens: Iterable[Token], now: datetime) -> list[Token]:
    """Tokens of admins that work."""
    return [each for each in tokens if Role.ADMIN in each.roles and works(each, now)]


def digest_of(secret: str) -> str:
    """SHA-256. The secret has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def make_token(
    name: str,
    by: str,
    now: datetime,
    *,
    roles: Iterable[Role] = (),
    scopes: Iterable[Scope] = (),
    lifetime: timedelta | None = LIFETIME,
) -> tuple[Token, str]:
    """A token, and its secret, which is shown once and kept nowhere.

    Raises
    ------
    UsageError
        It would have no name, or would allow nothing, or belong to a person and a service at once.
    """
    roles, scopes = tuple(dict.fromkeys(roles)), tuple(dict.fromkeys(scopes))
    if not name.strip():
        raise UsageError("a token needs the name of a person or service")
    if not roles and not scopes:
        raise UsageError(
            "a token needs a role or a scope", fix=f"--role {'|'.join(Role)}, or --scope {'|'.join(Scope)}"
        )
    if roles and scopes:
        raise UsageError("roles are for people and scopes for services", fix="make two tokens")
    secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    token = Token(
        id=secrets.token_hex(4),
        name=name.strip(),
        roles=roles,
        scopes=scopes,
        digest=digest_of(secret),
        made_at=now,
        made_by=by,
        expires_at=None if lifetime is None else now + lifetime,
    )
    return token, secret


def _known(tokens: Sequence[Token], secret: str, now: datetime) -> Identity:
    digest, found = digest_of(secret.strip()), None
    for each in tokens:  # all of them, in constant time each: how long it takes says nothing
        if hmac.compare_digest(each.digest, digest):
            found = each
    if found is None:
        raise RefusedError("this token is not known here", where=VARIABLE, fix="ask an admin: rung token make")
    if not works(found, now):
        ended = (
            f"was revoked on {found.revoked_at:%Y-%m-%d %H:%M}"
            if found.revoked_at is not None
            else f"was good until {found.expires_at:%Y-%m-%d %H:%M}"
        )
        raise RefusedError(
            f"token {found.id} of {found.name} {ended} UTC", where=VARIABLE, fix="ask an admin: rung token make"
        )
    return Identity(found.name, TOKEN, found.roles, found.scopes)
