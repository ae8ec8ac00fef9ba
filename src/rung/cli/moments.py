"""From what was typed for a moment to the assessment of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rung.assess.report.between import Reading
from rung.assess.timeline.choosing import main_line
from rung.assess.tree import open_tree
from rung.cli.days import day_or_length, today
from rung.cli.measuring import measure
from rung.domain import Assessment
from rung.errors import SourceError, UsageError

LARGEST = 20_000_000
"""Bytes of a saved assessment."""


class Moments:
    """The assessments of one project that a report compares."""

    def __init__(self, folder: Path, address: Path, project: str | None, records: Sequence[Path], online: bool) -> None:
        """`folder`: where saved assessments are looked for. Nothing is measured yet."""
        self._folder = folder
        self.measured = False
        """Whether a moment asked for more than a saved assessment."""
        self._address = address
        self._project = project
        self._records = records
        self._online = online

    def reading(self, when: str | None, where: str) -> Reading:
        """The assessment at a moment; `where` is the option it was typed for.

        Raises
        ------
        UsageError
            It is no day, length of time, revision or saved assessment.
        """
        if when is None:
            return self._named("now", self._measure(None, None))
        if when.endswith(".json") and (self._folder / when).is_file():
            return Reading(Path(when).name, _saved(self._folder / when, self._project, where))
        day = day_or_length(when, where)
        if day is None:
            return self._named(when, self._measure(self._revision(when, where), None))
        if day > today():
            raise UsageError(f"{day} has not come yet", where=where, fix="give a day that has passed, or leave it out")
        return self._named(when, self._measure(self._commit_by(day, where), day))

    def assessment(self, when: str | None, where: str) -> Assessment:
        """The assessment at a moment, measured now.

        Raises
        ------
        UsageError
            It is a saved assessment, of which only the published part is known, or no moment at all.
        """
        value = self.reading(when, where).value
        if not isinstance(value, Assessment):
            fix = "give a day, a length of time ago or a revision"
            raise UsageError("a saved assessment cannot be looked at again", where=where, fix=fix)
        return value

    def _measure(self, at: str | None, day: date | None) -> Assessment:
        self.measured = True
        found = measure(
            self._address,
            at=at,
            as_of=day.isoformat() if day else None,
            project=self._project,
            whole=self._project is None,
            records=self._records,
            online=self._online,
        )
        return found[0]

    @staticmethod
    def _named(when: str, assessment: Assessment) -> Reading:
        return Reading(f"{when} ({assessment.commit[:7]})" if assessment.commit else when, assessment)

    def _revision(self, when: str, where: str) -> str:
        """The commit behind a name; what is none was meant as a day more often than not."""
        tree = open_tree(self._address)
        try:
            commit = open_tree(self._address, at=when).commit if tree.commit else None
        except SourceError as error:
            if tree.shallow:
                raise
            fix = "write a day as 2026-08-01, a length of time as 90d, a revision as git knows it"
            raise UsageError(f"{when!r} is no day and no revision", where=where, fix=fix) from error
        if commit is None:
            raise UsageError(f"{when!r} is no day and no revision", where=where, fix="write it as 2026-08-01 or 90d")
        return commit

    def _commit_by(self, day: date, where: str) -> str:
        """The newest commit of the main line on that day or before."""
        history = open_tree(self._address).history()
        line = main_line(history, None) if history else []
        older = [each for each in line if each.when.date() <= day]
        if not older:
            first = f"the first is of {line[0].when:%Y-%m-%d}" if line else "there is no history"
            raise SourceError(f"there is no commit by {day}", where=where, fix=first)
        return older[-1].id


def _saved(file: Path, project: str | None, where: str) -> dict[str, Any]:
    """An assessment that `rung assess --json` wrote."""
    from rung.assess.regular import read_regular_text

    fix = "write one: rung assess --json -o FILE"
    try:
        if file.stat().st_size > LARGEST:
            raise UsageError("too large for an assessment", where=f"{where} {file}", fix=fix)
        value = json.loads(read_regular_text(file))
        projects = value.get("projects", [value])
        chosen = [each for each in projects if project in (None, each["project"], each["path"])]
        if len(chosen) != 1:
            names = ", ".join(str(each["path"] or each["project"]) for each in projects)
            raise UsageError(
                "several projects are in the file", where=f"{where} {file}", fix=f"--project: one of {names}"
            )
        for key in ("ladder_version", "shares", "practices"):
            chosen[0][key]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError("is not a saved assessment", where=f"{where} {file}", fix=fix) from error
    else:
        saved: dict[str, Any] = chosen[0]
        return saved
