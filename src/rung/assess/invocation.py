"""A command somebody or something runs, and who that is."""

from __future__ import annotations

from enum import IntFlag
from functools import cache

from msgspec import Struct

from rung.domain import Place


class By(IntFlag):
    """Who starts a piece of code. Flags: a function may be reached in several ways."""

    NOBODY = 0
    CI = 1
    """A job of a CI definition, on a change, a tag or by hand."""
    SCHEDULE = 2
    """A timer, sensor or event: cron in CI, an orchestrator's schedule, a CronJob."""
    IMAGE = 4
    """CMD or ENTRYPOINT of a container image, a compose service, a Kubernetes container, a Procfile."""
    PIPELINE = 8
    """A step of a declared graph: DVC, Airflow, Kubeflow, Prefect, MLproject, Snakemake …"""
    TARGET = 16
    """A named target: make, just, tox, nox, task, `[project.scripts]`, package scripts."""
    DOCUMENTED = 32
    """A command in the README or the guides whose file exists."""
    SCRIPT = 64
    """A file with a main guard or work at top level that nobody is seen to start."""
    NOTEBOOK = 128
    """A cell of a notebook."""
    TEST = 256
    """A test that a test runner would collect."""
    HANDLER = 512
    """A serverless handler or a platform's scoring entry: `lambda_handler`, `init()/run()`, `model_fn`."""

    # Flags are asked for some hundred thousand times a tree; the methods of `IntFlag` look up each answer by a
    # detour that costs ten times as much.
    def __and__(self, other: int) -> By:
        return _by(_and(self, other))

    def __or__(self, other: int) -> By:
        return _by(_or(self, other))


_and, _or = int.__and__, int.__or__


@cache
def _by(flags: int) -> By:
    return By(flags)


UNATTENDED = By.CI | By.SCHEDULE
"""Starts without a person typing."""
DECLARED = By.CI | By.SCHEDULE | By.IMAGE | By.PIPELINE | By.TARGET | By.HANDLER
"""Wired to an entry point that a file declares."""
RUNNABLE = DECLARED | By.DOCUMENTED | By.SCRIPT
"""Can be started as it is, outside a notebook and a test run."""


class Invocation(Struct, frozen=True):
    """One command with all wrappers taken off, and the chain that leads to it."""

    program: str
    """Basename of what runs: `python`, `pytest`, `dvc`, `terraform`; a path for a script (`scripts/train.sh`)."""
    args: tuple[str, ...]
    place: Place
    """The line that holds the command."""
    by: By
    via: tuple[Place, ...] = ()
    """Entry point first, when the command stands behind a target or a script: workflow step → Makefile line."""
    folder: str = ""
    """Working folder relative to the root of the tree."""
    can_fail: bool = True
    """Its failure reaches whoever started the chain."""
    why_not: str = ""
    """When it cannot fail: what swallows the failure."""
    disabled: str = ""
    """When it never runs: `if: false`, `workflow in a nested folder`, `suspend: true`."""
    workflow: str = ""
    """Path of the CI definition at the head of the chain, with `#job`; empty elsewhere."""

    @property
    def words(self) -> tuple[str, ...]:
        """Program and arguments."""
        return (self.program, *self.args)

    @property
    def text(self) -> str:
        """The command as one line."""
        return " ".join(self.words)
