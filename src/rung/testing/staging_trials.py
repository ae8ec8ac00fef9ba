"""What every staging check must do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rung.release.base import Probed, StagingTrial

_SNAKE = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")


def check_staging_trial(trial: StagingTrial, blocks: Probed | None = None) -> None:
    """Raise `AssertionError`, with a sentence that names the rule, where a staging check breaks one.

    Parameters
    ----------
    blocks
        What it has to refuse; a model that could not be loaded, when nothing is given.
    """
    from rung.release.base import Limits, Probed  # noqa: PLC0415

    good = Probed(
        interpreter="Python 3", load_seconds=0.1, rows=2, recorded=(1, 2), answers=(1, 2), again=(1, 2),
        latency_ms=(1.0, 2.0),
    )  # fmt: skip
    refused = blocks or Probed(interpreter="Python 3", error="ModuleNotFoundError: sklearn")
    assert _SNAKE.match(trial.id), f"the id {trial.id!r} is not in small letters with underscores"
    assert len(type(trial).__doc__ or "") > 20, f"{trial.id} does not say what it tries"
    for probed, ok in ((good, True), (refused, False)):
        check = trial.judge(probed, Limits(50.0))
        assert check.name == trial.id, f"{trial.id} answers in the name of {check.name}"
        assert check.ok is ok, f"{trial.id} {'refuses' if ok else 'lets pass'} what it should not: {check.says}"
        assert len(check.says) > 5, f"{trial.id} does not say why"
        assert not check.says.endswith("."), f"{trial.id} ends its sentence with a full stop"
        assert trial.judge(probed, Limits(50.0)) == check, f"{trial.id} says something else when it is asked again"
