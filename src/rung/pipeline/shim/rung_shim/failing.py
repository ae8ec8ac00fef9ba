"""What a failing step says: the user's own traceback without our frames, and one sentence."""

from __future__ import annotations

import os
import traceback
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
_FROZEN = ("<frozen importlib", "<frozen runpy")


class StepFailure(Exception):  # noqa: N818 - it is no error of this package
    """The step cannot go on, for a reason that needs no traceback."""

    def __init__(self, says: str, fix: str | None = None, where: str | None = None) -> None:
        super().__init__(says)
        self.says, self.fix, self.where = says, fix, where
        self.traceback: str | None = None


def described(error: BaseException, job: dict[str, Any]) -> dict[str, Any]:
    """The failure as it is handed to Rung."""
    if isinstance(error, StepFailure):
        return {"says": error.says, "fix": error.fix, "where": error.where, "traceback": error.traceback}
    told = traceback.TracebackException.from_exception(error)
    _strip(told, set())
    where = _where(told, job["root"])
    if isinstance(error, SystemExit):
        says = f"the code ended Python with exit({error.code!r})"
    else:
        says = "".join(traceback.format_exception_only(type(error), error)).strip().splitlines()[-1]
    fix = getattr(error, "rung_fix", None) or _fix(error)
    return {"says": says, "where": where, "fix": fix, "traceback": "".join(told.format())}


def _fix(error: BaseException) -> str | None:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"install {error.name.partition('.')[0]} in the project's environment, or correct the import"
    return None


def _strip(told: Any, seen: set[int]) -> None:
    """Take our frames out of it, and out of what caused it."""
    if told is None or id(told) in seen:
        return
    seen.add(id(told))
    kept = [each for each in told.stack if not _is_ours(each.filename)]
    told.stack = traceback.StackSummary.from_list(kept)
    _strip(told.__cause__, seen)
    _strip(told.__context__, seen)


def _is_ours(path: str) -> bool:
    return os.path.abspath(path).startswith(HERE + os.sep) or path.startswith(_FROZEN)


def _where(told: Any, root: str) -> str | None:
    """The last frame inside the project: there the person begins to look."""
    for frame in reversed(told.stack):
        if ", cell " in frame.filename:
            return f"{frame.filename}, line {frame.lineno}"
        path = os.path.relpath(os.path.abspath(frame.filename), root)
        if not path.startswith("..") and "site-packages" not in path:
            return f"{path}:{frame.lineno}"
    filename = getattr(told, "filename", None)
    if filename and told.lineno:
        # A syntax error has no frame of its own.
        return f"{os.path.relpath(filename, root)}:{told.lineno}" if os.path.isabs(filename) else filename
    return None
