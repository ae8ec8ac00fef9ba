"""Which modules belong to training: those that train, those that start it, and those they import."""

from __future__ import annotations

from collections.abc import Iterable

from rung.assess.code import Code, Reach, Site

STEPS = 2
"""Imports that are followed: a training script imports its loader, and that imports the settings."""


def training_modules(code: Code, reach: Reach, fits: Iterable[Site], others: Iterable[str] = ()) -> set[str]:
    """Paths of modules near the calls `fits`; `others` are paths that count like those that train."""
    found = set(others) | {path for path, _ in reach.above(site.scope for site in fits)}
    for _ in range(STEPS):
        found |= {path for path, importers in code.importers.items() if importers & found}
    return {path for path in found if path in code.modules}
