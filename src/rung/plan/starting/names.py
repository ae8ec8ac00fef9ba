"""Names for what is found: of the project, of datasets, of steps."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Collection

from rung.assess.regex import regex

_NOT_SLUG = regex(r"[^A-Za-z0-9._-]+")
_NOT_NAME = regex(r"[^a-z0-9]+")
LONGEST = 60
_TAKEN = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "model", "metrics", "result", "display"})
"""In a notebook a dataset is a variable: one of these names would hide what the notebook means by it."""


def slug(name: str) -> str:
    """The name of a folder as that of a project."""
    return _NOT_SLUG.sub("-", name).strip("-._").lower()[:LONGEST].rstrip("-._") or "project"


def identifier(words: str, otherwise: str) -> str:
    """A name that can be an argument of a function."""
    name = _NOT_NAME.sub("_", words.lower()).strip("_")[:LONGEST].rstrip("_") or otherwise
    name = name.lstrip("0123456789_") or f"{otherwise}_{name}"
    return f"{name}_{otherwise}" if name in _TAKEN else name


def unused(name: str, taken: Collection[str], before: str = "") -> str:
    """The name, with what comes before it or a number where it is taken."""
    if name not in taken:
        return name
    longer = f"{before}_{name}"
    if before and longer not in taken:
        return longer
    return next(each for number in range(2, len(taken) + 3) if (each := f"{name}_{number}") not in taken)


def writable(path: str) -> bool:
    """Whether a path can stand in a `rung.yaml` as it is: no bytes that are not text, no variable."""
    return path.isprintable() and "${" not in path
