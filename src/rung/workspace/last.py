"""What the last run that succeeded read and made: enough to say at once that nothing has changed."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from rung.domain.run import StepOutcome
from rung.pipeline.results import PipelineResult
from rung.project.opening import OpenedProject


class Last(Struct, frozen=True):
    """The last run that succeeded. It only saves time: without it, the next run looks at everything."""

    key: str
    """Of what a run depends on beside its steps: see `key_of`."""
    run: str
    model: str = ""
    """`flights@7`; empty where none was made."""


def key_of(project: OpenedProject, datasets: Mapping[str, str], contracts: Mapping[str, str]) -> str:
    """Digest of the datasets, their contracts, what judges a candidate, what it is called, and where it is kept."""
    file, home = project.file, project.home
    told = {
        "datasets": [
            datasets,
            contracts,
            {name: [file.datasets[name].label, file.datasets[name].time] for name in datasets},
        ],
        "sections": [file.model, file.evaluate],
        "name": project.name,
        "home": [str(home.store), str(home.files)],
    }
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()


def read_last(folder: Path) -> Last | None:
    """What is remembered; `None` where that is nothing, or cannot be read."""
    try:
        return msgspec.json.decode((folder / "last.json").read_bytes(), type=Last)
    except (OSError, msgspec.MsgspecError):
        return None


def write_last(folder: Path, last: Last) -> None:
    """Remember it."""
    part = folder / f"last.{secrets.token_hex(4)}"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(msgspec.json.encode(last))
            os.replace(part, folder / "last.json")
        finally:
            part.unlink(missing_ok=True)


def all_cached(planned: PipelineResult) -> bool:
    """Whether a dry run says that nothing would run."""
    return all(each.outcome is StepOutcome.CACHED for each in planned.steps.values())
