"""Who acts in a workspace, and the tokens that people and services are known by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rung.domain.identity import Role, Scope, Token
from rung.errors import RefusedError, UsageError
from rung.govern.identity import LIFETIME, LOCAL, Identity, admins, make_token, needs_token
from rung.govern.roles import Permission
from rung.workspace.acting import local_user
from rung.workspace.loop import Loop


def read_token_file(path: Path) -> str:
    """The secret in a file. Raises `UsageError`."""
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("the token cannot be read", where=str(path)) from error


class Tokens:
    """What can be done with tokens."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop

    def make(
        self,
        name: str,
        *,
        roles: Iterable[Role] = (),
        scopes: Iterable[Scope] = (),
        lifetime: timedelta | None = LIFETIME,
        recover: bool = False,
    ) -> tuple[Token, str]:
        """A token and its secret, which nobody can show again.

        Parameters
        ----------
        recover
            No admin has a token that works any more: whoever can open the store makes one.

        Raises
        ------
        RefusedError
            Whoever acts is no admin.
        """
        loop, now = self._loop, datetime.now(UTC)
        who = self._recovering(now) if recover else loop.identity
        who.must(Permission.TOKENS, where="tokens")
        token, secret = make_token(name, who.name, now, roles=roles, scopes=scopes, lifetime=lifetime)
        with loop.store.writing(who.actor) as writer:
            if recover and admins(writer.tokens.all(), now):
                raise _not_needed()
            writer.tokens.make(token)
        return token, secret

    def all(self) -> list[Token]:
        """Every token, newest first; without any secret, which nobody has."""
        with self._loop.store.reading() as reader:
            return reader.tokens.all()

    def revoke(self, beginning: str, reason: str = "") -> Token:
        """Let a token open nothing any more.

        Raises
        ------
        RefusedError
            Whoever acts is no admin, or nobody else would be one after it.
        UsageError
            There is no such token, or several.
        """
        who, now = self._loop.identity, datetime.now(UTC)
        who.must(Permission.TOKENS, where="tokens")
        with self._loop.store.writing(who.actor) as writer:
            tokens = writer.tokens.all()
            found = [each for each in tokens if each.id.startswith(beginning)] if beginning else []
            if len(found) != 1:
                raise UsageError(
                    f"{'several tokens begin' if found else 'no token begins'} with {beginning or 'nothing'}",
                    fix="rung token list",
                )
            working = admins(tokens, now)
            if [each.id for each in working] == [found[0].id]:
                raise RefusedError(
                    f"{found[0].name} has the last token of an admin that works",
                    where=f"token {found[0].id}",
                    fix="make another one first: rung token make NAME --role admin",
                )
            return writer.tokens.revoke(found[0].id, now, reason)

    def _recovering(self, now: datetime) -> Identity:
        with self._loop.store.reading() as reader:
            tokens = reader.tokens.all()
        if admins(tokens, now) or not needs_token(tokens):
            raise _not_needed()
        return Identity(local_user(), LOCAL, (Role.ADMIN,))


def _not_needed() -> RefusedError:
    return RefusedError(
        "there is nothing to recover: an admin can act", where="tokens", fix="ask an admin: rung token list names them"
    )
