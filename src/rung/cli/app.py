"""The application, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from rung import __version__
from rung.cli.apply import apply
from rung.cli.approve import approve
from rung.cli.assess import assess
from rung.cli.attest import attest
from rung.cli.audit import audit
from rung.cli.card import card
from rung.cli.channels import GONE, abandon_output, remark, unwritten
from rung.cli.ci import ci
from rung.cli.data import data
from rung.cli.explain import explain
from rung.cli.explained import explained
from rung.cli.gate import gate
from rung.cli.inbox import inbox
from rung.cli.init import init
from rung.cli.plan import plan
from rung.cli.records import records
from rung.cli.registry import registry
from rung.cli.reject import reject
from rung.cli.release import release
from rung.cli.report import report
from rung.cli.reproduce import reproduce
from rung.cli.rollback import rollback
from rung.cli.run import run
from rung.cli.schema import schema
from rung.cli.token import token
from rung.cli.waive import waive
from rung.errors import CannotMeasureError, RungError, interrupted

INTERRUPTED = 130

app = typer.Typer(
    name="rung",
    help="Which rung of the MLOps ladder a project stands on, from evidence, and what to do next.",
    epilog="Start with `rung assess` in a repository. Exit codes: 0 done, 1 refused by a gate, 2 wrong usage, "
    "3 could not measure, 4 waits for approval, 130 interrupted.",
    # Plain help starts in half the time of the decorated one, and reads well in a log.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
IN_SHORT: dict[Callable[..., None], str] = {
    assess: "Say which level a repository stands on, and why.",
    explain: "Explain a practice, or list them all.",
    plan: "Say what to do next.",
    init: "Write a first rung.yaml for a folder that has none.",
    apply: "Write what takes a project a step further.",
    gate: "Refuse a change that stands too low or loses something.",
    report: "Say what changed, or what a framework asks for.",
    attest: "Write down that somebody says a practice is followed.",
    waive: "Write down who answers for a missing practice.",
    run: "Run the pipeline: data, contracts, steps, gates, registry.",
    reproduce: "Make a model again from what is recorded of it.",
    release: "Let a version answer, in staging or in production.",
    rollback: "Let the version before answer again.",
    ci: "Check a change: gate, contracts, tests, the pipeline on a sample.",
    inbox: "Say what waits for a person's decision.",
    approve: "Say yes to a release, with a reason.",
    reject: "Say no to a release, with a reason.",
    schema: "Print the schema of a file that Rung reads or writes.",
}
"""Whole sentences for the list of commands: the first sentence of the help is cut where it is longer than a line."""
for verb, short in IN_SHORT.items():
    app.command(short_help=short)(verb)
app.add_typer(data, short_help="Keep versions of datasets, and hold them to what they promise.")
registry.command("card")(card)
app.add_typer(registry, short_help="Keep versions of models, and let MLflow show them.")
app.add_typer(token, short_help="Make and revoke the tokens that people and services are known by.")
app.add_typer(audit, short_help="Say what happened, by whom, and whether the record is whole.")
app.add_typer(records, short_help="Turn exports of other systems into records.")


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
    if arguments is None:
        # A program that ends soon: to look through a million values for circles takes longer than they are worth.
        gc.disable()
    try:
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except RungError as error:
        remark(explained(error))
        return error.exit_code
    except ModuleNotFoundError as error:
        return _engine_missing(error)
    except BrokenPipeError:
        abandon_output()
        return GONE
    except OSError as error:
        abandon_output()
        lost = unwritten(error, error.filename or "standard output")
        remark(explained(lost))
        return lost.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except RuntimeError as error:
        # By its name: the module behind it is a hundredth of a second that most verbs do not need.
        if type(error).__name__ != "BrokenProcessPool":
            raise
        return _process_lost(error)
    return code


def _engine_missing(error: ModuleNotFoundError) -> int:
    from rung.cli.extras import missing

    told = missing(error)
    if told is None:
        raise error
    remark(explained(told))
    return told.exit_code


def _process_lost(error: BaseException) -> int:
    """A process that measured is gone: after Ctrl-C, which reaches all at once, here a moment before or after."""
    if interrupted(error):
        return INTERRUPTED
    try:
        time.sleep(0.3)
    except KeyboardInterrupt:
        return INTERRUPTED
    lost = CannotMeasureError(
        "a process that measured ended before its work was done",
        fix="it may have run out of memory: free some, or measure less at a time",
    )
    remark(explained(lost))
    return lost.exit_code


def _run(arguments: Sequence[str] | None) -> int:
    try:
        app(args=None if arguments is None else list(arguments), prog_name="rung")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0
