"""`rung gate`: may this change pass."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rung.cli.options import (
    Address,
    AsJson,
    AsOf,
    Folder,
    NoColour,
    Online,
    Quiet,
    RecordFiles,
    address_of,
    all_within,
    format_of,
)
from rung.errors import UsageError

if TYPE_CHECKING:
    from rung.assess.gate.baseline import Baseline
    from rung.cli.gate_change import Measuring


def gate(
    path: Address = None,
    *,
    folder: Folder = Path(),
    min_level: Annotated[
        int | None, typer.Option("--min-level", metavar="N", min=1, max=5, help="Fail below this configured level.")
    ] = None,
    min_index: Annotated[
        float | None, typer.Option("--min-index", metavar="X", min=1, max=5, help="Fail below this index.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline", metavar="FILE", help="Instead of rung-baseline.json: fail on what stood in FILE and is lost."
        ),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update-baseline", help="Write the baseline file, and judge nothing.")
    ] = False,
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            metavar="REV",
            help="Fail on what the change since REV has lost; on a pull request most CI systems name it.",
        ),
    ] = None,
    as_of: AsOf = None,
    records: RecordFiles = None,
    online: Online = False,
    form: Annotated[
        str | None, typer.Option("--format", "-f", metavar="NAME", help="terminal, json or github (annotations).")
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    no_colour: NoColour = False,
) -> None:
    """Refuse a change that stands too low or loses something.

    Meant for CI. Exits with 1 when refused, with one line for each fact and what to do about it. On a pull request
    only what the change itself has lost is a failure: evidence that lapsed, or cannot be seen, is a warning.
    """
    from rung.assess.gate.judging import Asked, judge
    from rung.cli.channels import terminal_width
    from rung.cli.combinations import refuse
    from rung.cli.days import as_of_day
    from rung.cli.gate_before import state_before
    from rung.cli.gate_change import Measuring
    from rung.cli.gate_output import FORMS, How, report_text
    from rung.cli.online import refuse_idle_online
    from rung.cli.output import emit, view
    from rung.domain import Level

    name = format_of(form, as_json)
    if name not in FORMS:
        raise UsageError(f"no format is called {name}", where="--format", fix=f"one of: {', '.join(FORMS)}")
    _refuse_odd(base, min_index)
    if update:
        judged = {"--min-level": min_level, "--min-index": min_index, "--base": base, "--format": form}
        idle = [option for option, value in judged.items() if value is not None] + (["--json"] if as_json else [])
        refuse(idle, "--update-baseline, which judges nothing", "run rung gate twice: once to write, once to judge")
    address = address_of(folder, path)
    if online:
        refuse_idle_online(address)
    file = _baseline_file(address, folder, baseline)
    measuring = Measuring(address, as_of_day(as_of), records=all_within(folder, records), online=online)
    if update:
        _update(file, measuring)
        return
    listed = _read(file, given=baseline is not None)
    before = state_before(measuring, base, file)
    if listed is None and before is None and min_level is None and min_index is None:
        raise UsageError(
            f"nothing to hold the project to: no --min-level, --min-index or --base, and no {file.name}",
            fix="rung gate --min-level 2, or write a baseline first: rung gate --update-baseline",
        )
    asked = Asked(
        min_level=Level(min_level) if min_level else None,
        min_index=min_index,
        baseline=listed,
        before=before,
        shallow_fix=measuring.shallow_fix,
    )
    report = judge(measuring.head, asked)
    how = How(view(no_colour=no_colour).style, quiet=quiet, width=terminal_width(sys.stdout))
    emit(report_text(report, name, how))
    if not report.passed:
        raise typer.Exit(1)


def _refuse_odd(base: str | None, min_index: float | None) -> None:
    """What would let everything pass without a word."""
    if min_index is not None and not math.isfinite(min_index):
        raise UsageError(f"{min_index} is no index", where="--min-index", fix="give a number from 1 to 5, such as 2.4")
    if base is not None and not base.strip():
        raise UsageError("no revision is named", where="--base", fix="rung gate --base origin/main")


def _baseline_file(address: Path, folder: Path, given: Path | None) -> Path:
    from rung.assess.gate.baseline import NAME

    return folder / given if given else address / NAME


def _read(file: Path, *, given: bool) -> Baseline | None:
    """The baseline; `None` where there is none and none was asked for."""
    from rung.assess.gate.baseline import MAX_BYTES, read
    from rung.assess.regular import read_regular_text

    fix = "write one: rung gate --update-baseline"
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UsageError("too large for a baseline", where=str(file), fix=fix)
        return read(read_regular_text(file), str(file))
    except FileNotFoundError as error:
        if given:
            raise UsageError("there is no baseline", where=str(file), fix=fix) from error
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the baseline cannot be read: {error}", where=str(file), fix=fix) from error


def _update(file: Path, measuring: Measuring) -> None:
    from rung.assess.gate.baseline import stand_of, written
    from rung.cli.output import emit

    head = measuring.head
    emit(written(stand_of(head, head[0].ladder_version)), file)
