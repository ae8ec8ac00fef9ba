"""The parts of `rung ci`: each says in a line what it found, and whether a change may pass."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import typer

from rung.assess.report.text import safe
from rung.cli.channels import remark
from rung.cli.explained import explained
from rung.cli.run_printing import hearing, traceback_of
from rung.errors import RungError, StepError
from rung.workspace.loop import Loop

Part = Callable[[], tuple[str, bool]]
_NOTHING_COLLECTED = 5
"""What pytest exits with where it found no test."""


def parts(folder: Path, *, rows: int, quiet: bool) -> Iterator[tuple[str, Part]]:
    """In the order in which a person wants to hear of them: the quick ones first."""
    yield "gate", partial(_explained, partial(_gate, folder), quiet)
    yield "contracts", partial(_explained, partial(_contracts, folder), quiet)
    yield "tests", partial(_explained, partial(_tests, folder, quiet=quiet), quiet)
    yield "pipeline", partial(_explained, partial(_pipeline, folder, rows, quiet=quiet), quiet)


def _explained(part: Part, quiet: bool) -> tuple[str, bool]:
    """An error ends its part and no other."""
    try:
        return part()
    except StepError as error:
        traceback_of(error, quiet=quiet)
        remark(explained(error))
        return safe(str(error)), False
    except RungError as error:
        remark(explained(error))
        return safe(str(error)), False


def _gate(folder: Path) -> tuple[str, bool]:
    """The change loses nothing of the level: as `rung gate` by itself."""
    from rung.assess.gate.baseline import NAME
    from rung.assess.gate.history import target_branch
    from rung.cli.gate import gate

    if not (folder / NAME).exists() and target_branch(os.environ) is None:
        return f"there is neither a pull request nor {NAME} to hold it to: rung gate --update-baseline", True
    try:
        gate(folder=folder)
    except typer.Exit as end:
        return ("nothing is lost", True) if not end.exit_code else ("rung gate says why", False)
    return "nothing is lost", True


def _contracts(folder: Path) -> tuple[str, bool]:
    """Every contract can be read, and data that are here keep it."""
    from rung.cli.data_printing import report_text
    from rung.errors import NoSourceError
    from rung.workspace.datasets import Datasets

    with Loop.of(folder) as loop:
        datasets = Datasets(loop)
        read, met, broken = 0, 0, []
        for name, entry in loop.project.file.datasets.items():
            contract = datasets.contract(name) if entry.contract else None
            if contract is None:
                continue
            read += 1
            try:
                report = datasets.check_sources(name)
            except NoSourceError:
                continue
            met += report.ok
            if not report.ok:
                remark(report_text(report), end="")
                broken.append(name)
    if broken:
        return f"{', '.join(broken)} broken by the data that are here", False
    if not read:
        return "none is named in rung.yaml", True
    return f"{read} read, {met} held against data that are here", True


def _tests(folder: Path, *, quiet: bool) -> tuple[str, bool]:
    """The project's own tests, in its own interpreter."""
    from rung.pipeline.environment import environment_of
    from rung.workspace.passes import Passes

    with Loop.of(folder) as loop, tempfile.TemporaryDirectory(prefix="rung-") as room:
        root = loop.project.root
        interpreter = environment_of(Passes(loop).pipeline(), Path(room)).interpreter
    has_pytest = subprocess.run([interpreter, "-c", "import pytest"], capture_output=True, check=False).returncode == 0
    words = ["pytest", "-q"] if has_pytest else ["unittest", "discover", "-q"]
    done = subprocess.run([interpreter, "-m", *words], cwd=root, capture_output=True, text=True, check=False)
    lines = [each for each in (done.stdout + done.stderr).splitlines() if each.strip()]
    last = lines[-1].strip("= ") if lines else ""
    if done.returncode == _NOTHING_COLLECTED or "Ran 0 tests" in done.stderr or "NO TESTS RAN" in done.stderr:
        return "there is none: rung apply feature-and-model-code-tested writes a first one", True
    if done.returncode or not quiet:
        remark(done.stdout + done.stderr if done.returncode else "", end="")
    return safe(last), done.returncode == 0


def _pipeline(folder: Path, rows: int, *, quiet: bool) -> tuple[str, bool]:
    """Every step on a sample, and one answer of the model."""
    from rung.workspace.trying import try_out

    hear = hearing(quiet=quiet)
    with Loop.of(folder) as loop, tempfile.TemporaryDirectory(prefix="rung-") as room:
        tried = try_out(loop, Path(room), rows=rows, tell=hear.steps, says=hear.says)
    steps = f"{tried.steps} step{'s' if tried.steps != 1 else ''}"
    if not tried.row:
        return f"{steps} ran; rung.yaml names no model to ask", True
    return f"{steps} ran, and {tried.model or 'the model'} answers {tried.prediction!r:.40} to one row", True
