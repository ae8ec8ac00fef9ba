"""Options that several verbs share, each written once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from rung.errors import UsageError

Address = Annotated[
    Path | None, typer.Argument(metavar="PATH", help="A repository, or a folder in one; here by default.")
]
Folder = Annotated[Path, typer.Option("-C", metavar="DIR", show_default=False, help="Work as if started in DIR.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print the result only, as short as it goes.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print everything there is to say.")]
NoColour = Annotated[bool, typer.Option("--no-color", help="Print without colour; so does NO_COLOR=1.")]
At = Annotated[str | None, typer.Option("--at", metavar="REV", help="Read this revision; HEAD by default.")]
Worktree = Annotated[bool, typer.Option("--worktree", help="Read the files on disk, uncommitted changes included.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Count ages from the end of this day.")]
RecordFiles = Annotated[
    list[Path] | None,
    typer.Option("--records", metavar="FILE", help="Records of other systems; may be given several times."),
]
Online = Annotated[bool, typer.Option("--online", help="Ask servers, and read files elsewhere, that rung.yaml names.")]
Project = Annotated[
    str | None, typer.Option("--project", metavar="NAME", help="One project of a repository with several.")
]


def address_of(folder: Path, path: Path | None) -> Path:
    """Where to look: `PATH` as seen from `-C DIR`."""
    return folder / path if path else folder


def within(folder: Path, file: Path | None) -> Path | None:
    """A file as seen from `-C DIR`."""
    return None if file is None else folder / file


def all_within(folder: Path, files: Iterable[Path] | None) -> list[Path]:
    """The same for several."""
    return [folder / each for each in files or ()]


def format_of(form: str | None, as_json: bool) -> str:
    """The format that was asked for, in whichever way.

    Raises
    ------
    UsageError
        In two ways that differ.
    """
    if as_json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} cannot both be", fix="leave one of the two out")
    return "json" if as_json else form or "terminal"


Place = Literal["staging", "production"]
"""`Environment` of the domain, whose module takes longer than all of the help; a test holds them together."""
