"""What is known of one way in which a training run leaves a record."""

from __future__ import annotations

from enum import IntFlag

from msgspec import Struct

from rung.assess.invocation import By
from rung.domain import Place


class Holds(IntFlag):
    """What a record says about its run."""

    NOTHING = 0
    RUN = 1
    """A run of its own, with an id, a time and who started it."""
    PARAMETERS = 2
    METRICS = 4
    COMMIT = 8
    """The version of the code."""
    DATA = 16
    """Which data: a version, a hash, a dataset id."""
    MODEL = 32
    ARTEFACT = 64

    @property
    def words(self) -> str:
        """The parts, as a list in English: `parameters, metrics and model`."""
        names = [each.name.lower() for each in Holds if each in self and each and each.name]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


CORE = Holds.PARAMETERS | Holds.METRICS | Holds.COMMIT
"""What makes a run comparable and repeatable; the rest completes it."""


class Log(Struct, frozen=True):
    """One call, or one line of configuration, that records something of a run."""

    tool: str
    """`mlflow`, `wandb`, `dvc`, … or `own table`, `own file` for what the project writes itself."""
    holds: Holds
    what: str
    """What was seen: `mlflow.log_params`, `metrics.json`."""
    place: Place
    by: By = By.PIPELINE
    """Who reaches the code that does it; `PIPELINE` for what configuration wires to a step."""
    scope: str = ""
    """Qualified name of the function it stands in; empty at top level and for configuration."""
    off: str = ""
    """Why nothing is recorded as configured: `use_wandb is False by default`; empty when it is."""
    overwritten: bool = False
    """The next run writes over it, and nothing keeps the old one."""


class Store(Struct, frozen=True):
    """Where a tool is told to keep its records."""

    tool: str
    address: str
    """As written; `{}` for what is filled in at run time."""
    place: Place
    ephemeral: str = ""
    """Why the records are gone when the machine is: `below /tmp`; empty when they stay."""
    by: By = By.NOBODY
