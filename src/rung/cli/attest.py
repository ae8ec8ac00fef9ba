"""`rung attest`: a person's word, written to rung.yaml."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import AsJson, Folder
from rung.errors import UsageError

ListAll = Annotated[bool, typer.Option("--list", help="List what was attested and waived, and when it expires.")]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE|TIME", help="Last day: 2027-11-01, or from today: 90d, 1y.")
]


def attest(
    practice: Annotated[str | None, typer.Argument(metavar="PRACTICE", help="Id of the practice.")] = None,
    *,
    by: Annotated[str | None, typer.Option("--by", metavar="ROLE", help="Who says so: a role, or a name.")] = None,
    says: Annotated[str | None, typer.Option("--says", metavar="TEXT", help="What that person says.")] = None,
    until: Until = None,
    folder: Folder = Path(),
    list_: Annotated[
        bool, typer.Option("--list", help="List what was attested and waived, and when it expires.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write down that a named role or person says a practice is followed.

    The weakest evidence: dated, and it expires. It is written to rung.yaml and shown in every report.
    """
    from rung.cli.combinations import refuse
    from rung.cli.days import today
    from rung.cli.spoken import add, expiring, last_day

    given = {"--by": by, "--says": says, "--until": until}
    typed = [name for name, value in given.items() if value is not None]
    if list_:
        refuse([*typed, *(["PRACTICE"] if practice else [])], "--list", "leave --list out to write something down")
    elif practice is None:
        refuse(typed, "no practice", "rung explain lists the practices: rung attest PRACTICE …")
    elif as_json:
        refuse(["--json"], "something to write down", "rung attest --list --json")
    if list_ or practice is None:
        expiring(folder, as_json=as_json)
        return
    if by is None or says is None:
        raise UsageError(
            "an attestation needs a person and a sentence",
            fix=f'rung attest {practice} --by "team lead" --says "…" --until 1y',
        )
    entry: dict[str, str | date] = {
        "practice": practice,
        "by": by,
        "on": today(),
        "until": last_day(until or "1y"),
        "says": says,
    }
    add(folder, "attestations", practice, entry)
