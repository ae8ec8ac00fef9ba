"""`rung data`: versions of the datasets of `rung.yaml`, and what they promise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import Folder

data = typer.Typer(
    name="data",
    help="Versions of datasets, and what they promise.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="A dataset of rung.yaml.")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME…]", help="Datasets of rung.yaml; all by default.")]
Version = Annotated[
    str | None, typer.Argument(metavar="[VERSION]", help="First digits of its id; the latest by default.")
]


@data.callback()
def root() -> None:
    """Versions of datasets, and what they promise."""


@data.command("add")
def add(
    names: Names = None,
    *,
    note: Annotated[str, typer.Option("--note", "-m", metavar="TEXT", help="What is new.")] = "",
    folder: Folder = Path(),
) -> None:
    """Keep what the sources hold now, as a version that never changes; what is kept already is not kept twice."""
    from rung.cli.data_printing import added_line, progress
    from rung.cli.output import emit
    from rung.workspace.datasets import Datasets
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        datasets = Datasets(loop)
        for name in datasets.names(names or ()):
            emit(added_line(datasets.add(name, note=note, tell=progress(name))))


@data.command("list")
def list_(names: Names = None, *, folder: Folder = Path()) -> None:
    """List the versions, newest first."""
    from rung.cli.data_printing import versions_text
    from rung.cli.output import emit
    from rung.workspace.datasets import Datasets
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        datasets = Datasets(loop)
        emit(versions_text({name: datasets.versions(name) for name in datasets.names(names or ())}))


@data.command("show")
def show(name: Name, version: Version = None, *, folder: Folder = Path()) -> None:
    """Show one version, file by file."""
    from rung.cli.data_printing import text_of
    from rung.cli.output import emit
    from rung.data.versions.render import render_show
    from rung.workspace.datasets import Datasets
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        emit(text_of(render_show(Datasets(loop).version(name, version))))


@data.command("diff")
def diff(
    name: Name,
    old: Annotated[str | None, typer.Argument(metavar="[OLD]", help="The one before the latest by default.")] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]", help="The latest by default.")] = None,
    *,
    folder: Folder = Path(),
) -> None:
    """Say what changed between two versions: files, rows, columns, types, distributions."""
    from rung.cli.data_printing import one_before, text_of
    from rung.cli.output import emit
    from rung.data.versions.render import render_diff
    from rung.workspace.datasets import Datasets
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        datasets = Datasets(loop)
        later = datasets.version(name, new)
        earlier = datasets.version(name, old) if old else one_before(datasets.versions(name), later)
        emit(text_of(render_diff(datasets.diff(earlier, later))))


@data.command("restore")
def restore(
    name: Name,
    version: Version = None,
    *,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="Write there; into the project by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that no version holds.")] = False,
    folder: Folder = Path(),
) -> None:
    """Write the files of a version as they were, bit for bit."""
    from rung.cli.data_printing import progress, restored_line
    from rung.cli.options import within
    from rung.cli.output import emit
    from rung.workspace.datasets import Datasets
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        datasets = Datasets(loop)
        found = datasets.version(name, version)
        emit(restored_line(found, datasets.restore(found, within(folder, to), force=force, tell=progress(name))))


@data.command("check")
def check(
    name: Name,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Check it in place of a version.")] = None,
    *,
    version: Annotated[str | None, typer.Option("--version", metavar="ID", help="The latest by default.")] = None,
    content: Annotated[bool, typer.Option("--content", help="Read all content, and compare digests.")] = False,
    folder: Folder = Path(),
) -> None:
    """Hold data against their contract; exit code 1 when they break it.

    With --content, every stored byte is read instead, and what is damaged is put right from the project's files.
    """
    from rung.cli.combinations import refuse
    from rung.cli.data_printing import harm_lines, progress, report_text
    from rung.cli.options import within
    from rung.cli.output import emit
    from rung.workspace.datasets import Datasets
    from rung.workspace.loop import Loop

    if file is not None:
        refuse([*(["--version"] if version else []), *(["--content"] if content else [])], "FILE", "leave FILE out")
    with Loop.of(folder) as loop:
        datasets = Datasets(loop)
        found = None if file else datasets.version(name, version)
        if content and found:
            harmed = datasets.content(found, progress(name))
            emit(harm_lines(found, harmed))
            ok = not harmed
        else:
            report = datasets.check(name, found, within(folder, file))
            emit(report_text(report))
            ok = report.ok
    if not ok:
        raise typer.Exit(1)


@data.command("contract")
def contract(
    name: Name,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Learn from it in place of the latest version.")
    ] = None,
    *,
    infer: Annotated[bool, typer.Option("--infer", help="Write the contract that the data meet.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE.")] = None,
    folder: Folder = Path(),
) -> None:
    """Show what a dataset promises, or write a first contract from its data; never over one that is there."""
    from rung.cli.data_printing import promise_text, write_inferred
    from rung.cli.options import within
    from rung.cli.output import emit
    from rung.workspace.datasets import Datasets
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        datasets = Datasets(loop)
        if infer:
            emit(write_inferred(datasets, name, within(folder, file), within(folder, output)))
        else:
            emit(promise_text(datasets, name))


@data.command("gc")
def gc(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and remove nothing.")] = False,
    folder: Folder = Path(),
) -> None:
    """Remove content that no version needs any more and that is older than a day."""
    from rung.cli.data_printing import removed_line
    from rung.cli.output import emit
    from rung.workspace.datasets import Datasets
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        datasets = Datasets(loop)
        found = datasets.unneeded()
        emit(removed_line(found if dry_run else datasets.remove(found), dry_run=dry_run))
