"""What is known of one way to name a version of the data, and of data that has none."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from rung.assess.invocation import By
from rung.domain import Place


class How(StrEnum):
    """In what way data gets an immutable version."""

    DVC = "DVC pointers"
    LFS = "git-lfs or git-annex pointers"
    COMMITTED = "files in git"
    TIME_TRAVEL = "a fixed snapshot of a table"
    DATASET_ID = "a dataset version of a tool"
    ARTEFACT = "artefacts that the pipeline keeps per run"
    OUTPUTS = "files that a processing job leaves behind"
    REVISION = "a fixed revision or checksum of a download"
    MANIFEST = "a content hash that the code records"
    SNAPSHOT = "copies named by time"
    BUCKET = "a bucket that keeps old versions"
    PACKAGED = "a sample that comes with a library"
    STORED = "versions in a content store"


IMMUTABLE = frozenset(
    {
        How.DVC,
        How.LFS,
        How.COMMITTED,
        How.TIME_TRAVEL,
        How.DATASET_ID,
        How.ARTEFACT,
        How.REVISION,
        How.MANIFEST,
        How.STORED,
    }
)
"""Names one content for ever; the others only make it likely."""


class Version(Struct, frozen=True):
    """One way in which some data of this project has a version."""

    how: How
    what: str
    """What was seen: `data/train.csv.dvc`, `mlflow.log_input`."""
    place: Place
    by: By = By.NOBODY
    """Who reaches the code that does it; `NOBODY` for files, which need nobody."""
    broken: str = ""
    """Why an old version cannot be fetched: `no remote`; empty when it can."""

    @property
    def immutable(self) -> bool:
        """One content for ever, and it can be fetched."""
        return self.how in IMMUTABLE and not self.broken


class Mutable(Struct, frozen=True):
    """Data that is read under a name whose content changes."""

    what: str
    why: str
    """`a branch of a repository`, `the newest of a bucket`, `a live table`."""
    place: Place
