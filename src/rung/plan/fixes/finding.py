"""The fixes that are there, found by a walk through this folder."""

from __future__ import annotations

from pathlib import Path

from rung.errors import UsageError
from rung.plan.fixes.base import Fix
from rung.plugins import discover

FIXES = "rung.plan.fixes"
GROUP = "rung.fixes"
"""Entry point group for fixes of other distributions."""
CI = "ci"
_JOBS = {"assess": "ci --assess", "github": "ci --github"}


def all_fixes() -> list[type[Fix]]:
    """Every fix, by the name of its file."""
    return discover(FIXES, Fix, group=GROUP)  # type: ignore[type-abstract]


def fix_for(practice: str, root: Path) -> Fix | None:
    """The fix of that name, or else the one that serves the practice; `None` where no text helps."""
    found = all_fixes()
    for kind in found:
        if kind.id == practice:
            return kind(root)
    return next((kind(root) for kind in found if practice in kind.practices), None)


def jobs(root: Path, *, assess: bool, github: bool) -> Fix:
    """The fix behind `rung apply ci`. Raises `UsageError` unless one sort of jobs is asked for."""
    asked = [words for flag, words in ((assess, _JOBS["assess"]), (github, _JOBS["github"])) if flag]
    fix = fix_for(asked[0], root) if len(asked) == 1 else None
    if fix is None:
        raise UsageError(
            "say which jobs" if not asked else "one sort of jobs at a time",
            where=CI,
            fix="rung apply ci --assess (the level), or rung apply ci --github (the pipeline and its releases)",
        )
    return fix
