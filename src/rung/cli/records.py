"""`rung records`: from exports of other systems to records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.errors import UsageError

records = typer.Typer(
    name="records",
    help="Records of other systems: what CI, reviews, deployments and pipelines left behind.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@records.callback()
def root() -> None:
    """Records of other systems: what CI, reviews, deployments and pipelines left behind."""


@records.command("import")
def import_(
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help="github, gitlab or airflow.")],
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="Exports; without any, the commands that write them.")
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="Ask GitHub itself, with the token in GITHUB_TOKEN or GH_TOKEN.")
    ] = False,
    repo: Annotated[
        str | None, typer.Option("--repo", metavar="OWNER/NAME", help="What to ask for; this clone's by default.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="WHEN", help="Ask from this day on; 180d ago by default."),
    ] = None,
    api: Annotated[
        str | None, typer.Option("--api", metavar="URL", help="Address of the interface, for a server of your own.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.")] = None,
) -> None:
    """Turn exports into records, one JSON object a line.

    The exports are files that `gh`, `glab` or `curl` wrote; nothing is asked over the network without --online.
    """
    from rung.assess.records.importers.base import Importer
    from rung.cli.combinations import refuse
    from rung.cli.importing import asked_rows, exported_rows, write_records
    from rung.cli.output import emit
    from rung.plugins import discover

    found = discover("rung.assess.records.importers", Importer)  # type: ignore[type-abstract]
    known = {each.name: each for each in found}
    if system not in known:
        raise UsageError(f"no exports of {system} can be read", fix=f"one of: {', '.join(sorted(known))}")
    importer = known[system]()
    if online:
        if system != "github" or files:
            what = "files are not asked for" if files else f"{system} cannot be asked"
            raise UsageError(what, where="--online", fix="rung records import github --online --repo OWNER/NAME")
        write_records(importer, asked_rows(repo, since or "180d", api), output)
        return
    given = {"--repo": repo, "--since": since, "--api": api}
    refuse([name for name, value in given.items() if value is not None], "files alone", "add --online to ask GitHub")
    if files:
        write_records(importer, exported_rows(files), output)
    else:
        emit("\n".join(["# write exports with:", *importer.exports, ""]))
