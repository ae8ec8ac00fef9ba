"""Every error that Rung raises on purpose, in one tree.

RungError
├── UsageError            the command line or a file a person wrote is wrong      exit 2
│   ├── ManifestError     rung.yaml does not fit its schema                       exit 2
│   └── NoSourceError     a dataset's source means no file                        exit 2
├── RefusedError          a gate, contract, check, policy or drill is not met     exit 1
├── WaitsError            a person has to say yes first                           exit 4
├── StorageError          the workspace cannot be read or written                exit 3
│   ├── MissingBlobError  content that was stored is not there                   exit 3
│   └── DamagedBlobError  stored content is not what it was                      exit 3
├── StepError             the code of a user failed in a step of the pipeline    exit 1
└── CannotMeasureError    the thing to measure cannot be read                     exit 3
    ├── SourceError       no repository, folder or commit at that address         exit 3
    └── UnreadableError   a file is there, and cannot be parsed                   exit 3

The command line catches `RungError` once, prints what happened, where, and what to do, and leaves with
`exit_code`.
"""

from __future__ import annotations

from typing import ClassVar


class RungError(Exception):
    """Something Rung can explain: what happened, where, and what to do about it."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 3

    def __init__(self, what: str, *, where: str | None = None, fix: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class UsageError(RungError):
    """The command line, or a file that a person wrote for Rung, is wrong."""

    code = "usage"
    exit_code = 2


class ManifestError(UsageError):
    """`rung.yaml` does not fit its schema."""

    code = "manifest"


class NoSourceError(UsageError):
    """The source of a dataset means no file, as in a fresh clone whose data lie elsewhere."""

    code = "no-source"


class RefusedError(RungError):
    """A gate, contract, check, policy or drill is not met."""

    code = "refused"
    exit_code = 1


class WaitsError(RungError):
    """Nothing is wrong, and nothing goes on before a person has said yes."""

    code = "waits-for-approval"
    exit_code = 4


class StorageError(RungError):
    """The workspace cannot be read or written: no room, no access, no answer."""

    code = "storage"


class MissingBlobError(StorageError):
    """Content that was stored is not there any more."""

    code = "missing-blob"


class DamagedBlobError(StorageError):
    """Stored content is not what was put in."""

    code = "damaged-blob"


class StepError(RungError):
    """The code of a user failed, or broke its limits, in a step of the pipeline."""

    code = "step"
    exit_code = 1

    traceback: str | None = None
    """The user's own, without the frames of Rung."""
    told: bool = False
    """Whether it has been said already, as the output of the step."""


class CannotMeasureError(RungError):
    """The thing to measure cannot be read."""

    code = "cannot-measure"
    exit_code = 3


class SourceError(CannotMeasureError):
    """There is no repository, folder or commit at that address."""

    code = "source"


class UnreadableError(CannotMeasureError):
    """A file is there, and cannot be parsed; the collector that wanted it goes on without."""

    code = "unreadable"


def interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind it: what it hits while a class is being made, Python turns into a `RuntimeError`."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False
