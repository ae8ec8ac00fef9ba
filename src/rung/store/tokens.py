"""Tokens: who is known by a secret. Only the digest of a secret is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, Select, insert, select, update

from rung.domain.identity import Role, Scope, Token
from rung.errors import UsageError
from rung.store.aggregate import Readings, Writings
from rung.store.packing import pack, sound, unpack
from rung.store.tables import TOKENS as TABLE


class _Allowed(Struct, frozen=True):
    roles: tuple[Role, ...]
    scopes: tuple[Scope, ...]


class TokenReader(Readings):
    """Which tokens there are."""

    def all(self) -> list[Token]:
        """Every token that was ever made, newest first."""
        return self._tokens(select(TABLE).order_by(TABLE.c.event.desc()))

    def get(self, id: str) -> Token | None:
        """The token with that id."""
        return next(iter(self._tokens(select(TABLE).where(TABLE.c.id == id))), None)

    def _tokens(self, statement: Select[Any]) -> list[Token]:
        return [_token(row) for row in self._rows(statement, "tokens")]


class TokenWriter(Writings, TokenReader):
    """Makes tokens and revokes them."""

    def make(self, token: Token) -> None:
        """Store a token. The audit chain holds who it is and what it may, and not its digest.

        Raises
        ------
        UsageError
            There is one with that id.
        """
        if self.get(token.id) is not None:
            raise UsageError(f"there is a token {token.id} already", fix="make it again: ids are drawn at random")
        columns = _columns(token)
        said = {"name": token.name, "roles": token.roles, "scopes": token.scopes, "expires_at": token.expires_at}
        self._change(
            "token.made", f"token:{token.id}", said, lambda number: insert(TABLE).values(**columns, event=number)
        )

    def revoke(self, id: str, at: datetime, reason: str = "") -> Token:
        """Let a token open nothing from now on; one that is revoked already stays as it is.

        Raises
        ------
        UsageError
            There is none.
        """
        token = self.get(id)
        if token is None:
            raise UsageError(f"there is no token {id}", fix="rung token list")
        if token.revoked_at is None:
            self._change(
                "token.revoked",
                f"token:{id}",
                {"name": token.name, "reason": reason},
                lambda _: update(TABLE).where(TABLE.c.id == id).values(revoked_at=at),
            )
        return self.get(id) or token


def _columns(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "digest": token.digest,
        "allowed": pack(_Allowed(token.roles, token.scopes)),
        "made_at": token.made_at,
        "made_by": token.made_by,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
    }


def _token(row: Row[Any]) -> Token:
    with sound(f"token {row.id}"):
        allowed = unpack(row.allowed, _Allowed)
    return Token(
        id=row.id,
        name=row.name,
        roles=allowed.roles,
        scopes=allowed.scopes,
        digest=row.digest,
        made_at=row.made_at,
        made_by=row.made_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
