"""Scored rows that a shell script, a target or a job puts away under a name of its run, behind what scored them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from rung.assess.invocation import RUNNABLE, Invocation
from rung.assess.regex import regex
from rung.domain import Place

_COPIES = regex(
    r"^(?:aws s3 (?:cp|mv)|gsutil (?:-m )?(?:cp|mv)|gcloud storage (?:cp|mv)|az storage blob upload|azcopy copy"
    r"|rclone (?:copy|copyto|move)|mc cp|s3cmd put|scp|cp|mv)\b"
)
_BY_RUN = regex(
    r"\$[{(]?\w{0,40}(?:date|time|stamp|today|run_?id|job_?id|build_?(?:id|num)|execution|uuid)|%Y|%\(?date", re.I
)
"""A part of a name that each run fills in anew."""
_UNLIKE_ROWS = regex(r"model|weights|checkpoint|\.log\b|\.pkl\b|\.joblib\b|embedding|metric|report", re.I)


def kept_by_run(
    paths: Set[str], scripts: Sequence[tuple[str, Invocation]], commands: Iterable[Invocation]
) -> Place | None:
    """Where what one of the scripts `paths` scored is copied to a name of its run; `None` when nothing does.

    What stands between this script and the next one of the same order of commands belongs to it.
    """
    orders = [(each.place.path, each.place.note, each.place.line) for known, each in scripts if known in paths]
    others = [(each.place.path, each.place.note, each.place.line) for known, each in scripts if known not in paths]
    for each in commands:
        if each.disabled or not each.by & RUNNABLE or not _COPIES.search(each.text):
            continue
        target = next((word for word in reversed(each.args) if not word.startswith("-")), "")
        if not _BY_RUN.search(target) or _UNLIKE_ROWS.search(target):
            continue
        file, note, line = each.place.path, each.place.note, each.place.line
        for home, order, start in orders:
            between = any(at == home and name == order and start < where < line for at, name, where in others)
            if home == file and order == note and start < line and not between:
                return each.place
    return None
