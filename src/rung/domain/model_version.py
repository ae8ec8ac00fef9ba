"""A model at one moment: which files it is made of, what made them, and what it was worth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from rung.domain.dataset import FileEntry
from rung.domain.evaluation import Evaluation


class Alias(StrEnum):
    """A name that points at one version of a model, and moves."""

    CHALLENGER = "challenger"
    """The newest version that passed its gates."""
    STAGING = "staging"
    """Released to staging."""
    CHAMPION = "champion"
    """Released to production."""


class Trust(Struct, frozen=True):
    """A person's word for a model that could run any code when it is loaded, such as a pickle."""

    by: str
    at: datetime
    """Aware."""
    reason: str


class ModelVersion(Struct, frozen=True, kw_only=True):
    """One version of a model. Its files never change; two versions with the same files have the same digest."""

    model: str
    """Name in `rung.yaml`."""
    version: int
    """Counted from 1 for each model, without gaps."""
    digest: str
    """Of its files, as `rung.domain.dataset.version_id` makes it."""
    files: tuple[FileEntry, ...]
    """Of its MLflow model directory, by path; their content is in the content store."""
    flavour: str
    """How it is serialised: `skops`, `onnx`, `pickle`."""
    registered_at: datetime
    """Aware."""
    by: str
    """Who started the run, or who took it in."""
    run: str | None = None
    """Id of the run that made it; `None` for one that was taken in."""
    origin: str = ""
    """Where it was taken in from: `models:/flights/3`."""
    commit: str | None = None
    dirty: bool = False
    """Whether files differed from the commit."""
    datasets: Mapping[str, str] = {}
    """Name → id of the version that it was trained on."""
    environment: str = ""
    """Digest of the locked environment that it was trained in."""
    signature: Mapping[str, Any] = {}
    """Inputs and outputs, as MLflow writes a signature: JSON texts under `inputs` and `outputs`."""
    params: Mapping[str, Any] = {}
    trust: Trust | None = None
    """`None` for formats that run no code when they are loaded."""
    evaluation: Evaluation | None = None

    @property
    def name(self) -> str:
        """`flights@7`."""
        return f"{self.model}@{self.version}"
