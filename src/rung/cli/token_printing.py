"""What `rung token` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import msgspec

from rung.assess.report.text import safe
from rung.cli.data_printing import text_of
from rung.domain.identity import Role, Token
from rung.errors import UsageError
from rung.govern.identity import VARIABLE
from rung.project.durations import written_days

E = TypeVar("E", bound=StrEnum)


def lifetime_of(written: str) -> timedelta | None:
    """`30d`; `None` for never. Raises `UsageError`."""
    if written == "never":
        return None
    length = written_days(written)
    if not length:
        raise UsageError(f"{written} is no length of time", where="--expires", fix="30d, 12h, 1y, or never")
    try:
        datetime.now(UTC) + timedelta(days=length)
    except OverflowError:
        raise UsageError(f"{written} is longer than there are years", where="--expires", fix="never") from None
    return timedelta(days=length)


def made_text(token: Token) -> str:
    """What to know of a new token, beside its secret."""
    allowed = ", ".join([*token.roles, *token.scopes])
    until = f"until {token.expires_at:%Y-%m-%d %H:%M} UTC" if token.expires_at else "until it is revoked"
    lines = [
        f"token {token.id} of {safe(token.name)} ({allowed}), good {until}",
        "Its secret is shown once, and kept nowhere:",
    ]
    if Role.ADMIN in token.roles:
        lines.append(f"From now on whoever acts in this workspace needs a token: export {VARIABLE}=…")
    return text_of(lines)


def listed_text(tokens: Sequence[Token]) -> str:
    """One line a token."""
    if not tokens:
        return "no token yet: the user of the operating system is admin here\n"
    now = datetime.now(UTC)
    rows = [
        (
            each.id,
            safe(each.name),
            ", ".join([*each.roles, *each.scopes]),
            _standing(each, now),
            f"by {safe(each.made_by)}",
        )
        for each in tokens
    ]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return text_of("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def _standing(token: Token, now: datetime) -> str:
    if token.revoked_at is not None:
        return f"revoked {token.revoked_at:%Y-%m-%d}"
    if token.expires_at is None:
        return "never expires"
    return f"{'expired' if now >= token.expires_at else 'until'} {token.expires_at:%Y-%m-%d}"


def listed_json(tokens: Sequence[Token]) -> str:
    """A list of all fields but the digest."""
    plain = [{k: v for k, v in msgspec.to_builtins(each).items() if k != "digest"} for each in tokens]
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def named(kind: type[E], given: Iterable[str], option: str) -> list[E]:
    """Values of an enum by their names. Raises `UsageError`."""
    known = {each.value: each for each in kind}
    for each in given:
        if each not in known:
            raise UsageError(f"there is no {each}", where=option, fix=f"one of: {', '.join(known)}")
    return [known[each] for each in given]
