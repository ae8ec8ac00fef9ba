"""`rung registry`: versions of models, what they were made of, and how MLflow is made to show them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import AsJson, Folder

registry = typer.Typer(
    name="registry",
    help="Versions of models: what made them, what they are worth, and whether they are intact.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(metavar="MODEL", help="flights@7, flights@champion, or flights for the newest.")]


@registry.callback()
def root() -> None:
    """Versions of models: what made them, what they are worth, and whether they are intact."""


@registry.command("list")
def list_(
    model: Annotated[str | None, typer.Argument(metavar="[MODEL]", help="Only this one.")] = None,
    *,
    as_json: AsJson = False,
    folder: Folder = Path(),
) -> None:
    """List the versions, newest first, with what points at them."""
    from rung.cli.output import emit
    from rung.cli.registry_printing import listed_json, listed_text
    from rung.workspace.loop import Loop
    from rung.workspace.model_versions import Models

    with Loop.of(folder) as loop:
        found = Models(loop).listed(model)
    emit(listed_json(found) if as_json else listed_text(found))


@registry.command("show")
def show(name: Name, *, as_json: AsJson = False, folder: Folder = Path()) -> None:
    """Show one version: its run, data, gates, files."""
    from rung.cli.output import emit
    from rung.cli.registry_printing import shown_json, shown_text
    from rung.workspace.loop import Loop
    from rung.workspace.model_versions import Models

    with Loop.of(folder) as loop:
        found = Models(loop).find(name)
    emit(shown_json(found) if as_json else shown_text(found))


@registry.command("adopt")
def adopt(
    address: Annotated[
        str,
        typer.Argument(metavar="MODEL", help="models:/NAME/VERSION, models:/NAME@ALIAS, runs:/ID/PATH, or a folder."),
    ],
    *,
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="What it is called here; as there by default.")
    ] = "",
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why you trust it, where loading it runs code: a pickle.")
    ] = "",
    at: Annotated[
        str, typer.Option("--from", metavar="URL", help="The MLflow that has it; that of the project by default.")
    ] = "",
    folder: Folder = Path(),
) -> None:
    """Take in a model that is in MLflow already; one that runs code when it is loaded needs your word."""
    from rung.cli.channels import remark
    from rung.cli.output import emit
    from rung.cli.registry_printing import adopted_line
    from rung.workspace.loop import Loop
    from rung.workspace.model_versions import Models

    with Loop.of(folder) as loop:
        models = Models(loop)
        version = models.adopt(_address(address, folder), model=name, reason=reason, at=at)
        emit(adopted_line(version))
        if untold := models.tell():
            remark(f"MLflow does not show it yet: {untold}\nhint: rung registry repair")


@registry.command("verify")
def verify(
    names: Annotated[list[str] | None, typer.Argument(metavar="[MODEL…]", help="Versions; all by default.")] = None,
    *,
    as_json: AsJson = False,
    folder: Folder = Path(),
) -> None:
    """Read every byte of every version, and compare it with what was registered; exit code 1 when anything differs."""
    from rung.cli.output import emit
    from rung.cli.registry_printing import verified_json, verified_text
    from rung.workspace.loop import Loop
    from rung.workspace.model_versions import Models

    with Loop.of(folder) as loop:
        found = Models(loop).verify(names or ())
    emit(verified_json(found) if as_json else verified_text(found))
    if not all(each.ok for each in found):
        raise typer.Exit(1)


@registry.command("repair")
def repair(*, as_json: AsJson = False, folder: Folder = Path()) -> None:
    """Let MLflow show what the store says: missing runs and versions, and aliases that somebody moved there."""
    from rung.cli.output import emit
    from rung.cli.registry_printing import repaired_json, repaired_text
    from rung.workspace.loop import Loop
    from rung.workspace.model_versions import Models

    with Loop.of(folder) as loop:
        models = Models(loop)
        done, where = models.repair(), models.tracking.shown
    emit(repaired_json(done, where) if as_json else repaired_text(done, where))


def _address(given: str, folder: Path) -> str:
    """A folder is meant as seen from `-C DIR`."""
    return given if ":/" in given else str(folder / given)
