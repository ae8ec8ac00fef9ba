"""`rung waive`: somebody answers for a gap until a date."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from rung.cli.attest import Until
from rung.cli.options import AsJson, Folder
from rung.errors import UsageError


def waive(
    practice: Annotated[str | None, typer.Argument(metavar="PRACTICE", help="Id of the practice.")] = None,
    *,
    by: Annotated[str | None, typer.Option("--by", metavar="ROLE", help="Who answers for it.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why it is not there yet.")] = None,
    until: Until = None,
    place: Annotated[
        str | None, typer.Option("--place", metavar="PATH", help="Only for gaps at this file or folder.")
    ] = None,
    folder: Folder = Path(),
    list_: Annotated[
        bool, typer.Option("--list", help="List what was attested and waived, and when it expires.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write down who answers for a missing practice, why, and until when.

    Never a pass: it is written to rung.yaml, shown in every report, and fails `rung gate` once it has expired.
    """
    from rung.cli.combinations import refuse
    from rung.cli.spoken import add, expiring, last_day

    given = {"--by": by, "--reason": reason, "--place": place, "--until": until}
    typed = [name for name, value in given.items() if value is not None]
    if list_:
        refuse([*typed, *(["PRACTICE"] if practice else [])], "--list", "leave --list out to write something down")
    elif practice is None:
        refuse(typed, "no practice", "rung explain lists the practices: rung waive PRACTICE …")
    elif as_json:
        refuse(["--json"], "something to write down", "rung waive --list --json")
    if list_ or practice is None:
        expiring(folder, as_json=as_json)
        return
    if by is None or reason is None or until is None:
        raise UsageError(
            "a waiver needs a person, a reason and a last day",
            fix=f'rung waive {practice} --by "platform lead" --reason "…" --until 90d',
        )
    entry: dict[str, str | date] = {"practice": practice, "by": by, "reason": reason, "until": last_day(until)}
    if place is not None:
        entry["place"] = place
    add(folder, "waivers", practice, entry)
