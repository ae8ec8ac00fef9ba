"""An event of the audit chain from the row that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from rung.domain.event import Actor, AuditEvent
from rung.store.chain import canonical, written

_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def event_of(row: Sequence[Any]) -> AuditEvent:
    """The event of a row. One that somebody made unreadable is given too: its hash cannot fit, and `verify` says so."""
    number, at, actor, via, kind, subject, data, before, hash_ = row
    counted = isinstance(number, int)  # SQLite holds anything in any column of a table that somebody made himself
    try:
        moment, content = datetime.fromisoformat(at), msgspec.json.decode(data, type=dict[str, Any])
        exact = counted and written(moment) == at and canonical(content) == data
    except (ValueError, TypeError, OverflowError, msgspec.MsgspecError):
        exact = False
    if not exact:
        moment, content = _NEVER, {"unreadable": f"{at} {data}"}
    who = Actor(str(actor), str(via))
    return AuditEvent(number if counted else 0, moment, who, str(kind), str(subject), content, str(before), str(hash_))
