"""From the audit chain to what is printed of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from rung.assess.report.style import Style
from rung.assess.report.text import safe
from rung.domain.event import AuditEvent
from rung.errors import RefusedError, UsageError
from rung.store.anchors import append_anchor, read_anchors
from rung.store.chain import Anchor, ChainVerdict
from rung.store.chain import verify as verified
from rung.workspace.loop import Loop

ANCHORS = "audit-anchors.jsonl"
_SHORT = 12


def event_lines(events: Sequence[AuditEvent], subject: str | None, style: Style) -> str:
    """One line an event: number, time, who, what, to what."""
    if not events:
        return style.finish([f"nothing has happened to {safe(subject)}" if subject else "nothing has happened yet"])
    lines = [
        f"{each.number:>6}  {each.at:%Y-%m-%d %H:%M:%S}Z  {safe(each.actor.name)}  "
        f"{style(safe(each.kind), 'bold')}  {safe(each.subject)}  {style(each.hash[:_SHORT], 'dim')}"
        for each in events
    ]
    return style.finish(lines)


def events_json(events: Sequence[AuditEvent]) -> str:
    """A list of all fields."""
    return json.dumps([msgspec.to_builtins(each) for each in events], indent=2, ensure_ascii=False) + "\n"


def check(loop: Loop, named: Path | None) -> tuple[ChainVerdict, Path | None]:
    """The verdict over the whole chain, and the file of anchors that it was held against.

    Raises
    ------
    UsageError
        A file of anchors was named and cannot be read.
    """
    file = named or loop.project.root / ANCHORS
    anchors = read_anchors(file) if named or file.exists() else []
    with loop.store.reading() as reader:
        verdict = verified(reader.audit.walk(), anchors)
        # The walk ends at the last row; a head that says otherwise means that rows behind it are gone.
        number, head = reader.audit.head()
    if verdict.intact and (verdict.events, verdict.head) != (number, head):
        raise RefusedError(
            f"the chain ends at event {verdict.events}, and its head is event {number}",
            where="audit chain",
            fix="bring the store back from a copy; rung audit show says what is left",
        )
    return verdict, file if anchors else None


def verdict_lines(verdict: ChainVerdict, file: Path | None, style: Style) -> str:
    """What holds, what is wrong, and up to where an anchor vouches for it."""
    if verdict.intact and not verdict.events:
        return style.finish(["nothing has happened yet"])
    lines = []
    if verdict.intact:
        lines.append(f"{style('✓', 'green')} {verdict.events:,} events, chain intact, head {verdict.head[:_SHORT]}")
    else:
        lines.append(f"{style('✕', 'red')} {verdict.events:,} events, {verdict.wrong:,} things wrong")
        lines += [f"  {safe(each.says)}" for each in verdict.breaks]
        if verdict.wrong > len(verdict.breaks):
            lines.append(f"  … and {verdict.wrong - len(verdict.breaks):,} more")
    if file is None:
        lines.append("  no anchor: who can write the store could have written all of it anew: rung audit anchor")
    elif verdict.anchored < verdict.events:
        lines.append(f"  anchored up to event {verdict.anchored:,} by {file.name}; for the rest: rung audit anchor")
    else:
        lines.append(f"  anchored up to the last event by {file.name}")
    return style.finish(lines)


def verdict_json(verdict: ChainVerdict) -> str:
    """The verdict as JSON."""
    body = {"intact": verdict.intact, **msgspec.to_builtins(verdict)}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def append(loop: Loop, named: Path | None) -> str:
    """Anchor the head, after a look at the chain: what is broken is not vouched for.

    Raises
    ------
    UsageError
        There is nothing to anchor.
    RefusedError
        The chain is broken.
    """
    verdict, _ = check(loop, named if named and named.exists() else None)
    if not verdict.intact:
        raise RefusedError(verdict.breaks[0].says, where="audit chain", fix="rung audit verify")
    if not verdict.events:
        raise UsageError("there is no event to anchor yet")
    file = named or loop.project.root / ANCHORS
    append_anchor(file, Anchor(verdict.events, verdict.head, datetime.now(UTC)))
    where = f"event {verdict.events} anchored in {file.name}"
    return f"{where}: commit it, or give it to somebody who cannot write the store\n"
