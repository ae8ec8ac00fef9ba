"""The application, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from rung import __version__
from rung.cli.assess import assess
from rung.cli.attest import attest
from rung.cli.channels import GONE, abandon_output, tell, unwritten
from rung.cli.explain import explain
from rung.cli.gate import gate
from rung.cli.plan import plan
from rung.cli.records import records
from rung.cli.report import report
from rung.cli.schema import schema
from rung.cli.waive import waive
from rung.errors import RungError

INTERRUPTED = 130

app = typer.Typer(
    name="rung",
    help="Which rung of the MLOps ladder a project stands on, from evidence, and what to do next.",
    epilog="Start with `rung assess` in a repository. Exit codes: 0 done, 1 refused by a gate, 2 wrong usage, "
    "3 could not measure, 130 interrupted.",
    # Plain help starts in half the time of the decorated one, and reads well in a log.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for verb in (assess, explain, plan, gate, report, attest, waive, schema):
    app.command()(verb)
app.add_typer(records)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"rung {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Which rung of the MLOps ladder a project stands on, from evidence, and what to do next."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; never a traceback for what Rung can explain."""
    try:
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except RungError as error:
        tell(explained(error))
        return error.exit_code
    except BrokenPipeError:
        abandon_output()
        return GONE
    except OSError as error:
        abandon_output()
        lost = unwritten(error, error.filename or "standard output")
        tell(explained(lost))
        return lost.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(arguments: Sequence[str] | None) -> int:
    try:
        app(args=None if arguments is None else list(arguments), prog_name="rung")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


def explained(error: RungError) -> str:
    """The error as it is printed: what happened, where, and what to do."""
    from rung.assess.report.text import safe

    lines = [f"error: {safe(error.what)}"]
    if error.where:
        lines.append(f"  at: {safe(error.where)}")
    if error.fix:
        lines.append(f"  hint: {safe(error.fix)}")
    return "\n".join(lines)
