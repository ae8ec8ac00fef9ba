"""Measurements of the project's own maturity: who starts them, and whether the results are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.invocation import By, Invocation
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

_PROGRAMS = {"rung": ("assess", "gate"), "mllint": ()}
"""Programs that measure, and the verbs with which they do."""
_OWN = regex(r"maturity|ml_?test_?score|mlops_?(level|score|assess|audit)|self_?assess", re.I)
_KEEPS = regex(
    r"upload-artifact|git (?:commit|push)|git-auto-commit|add-and-commit|create-pull-request|>>"
    r"|aws s3 (?:cp|sync)|gsutil (?:cp|rsync)"
    r"|gcloud storage cp|az storage blob upload|upload-sarif|actions/cache|dvc push|--workspace|publish|curl ",
    re.I,
)
_DATED = regex(
    r"(?:maturity|self[-_]?assessment|mlops[-_](?:level|score|assessment)|ml[-_]test[-_]score).{0,300}?(\d{4}[-_]?\d{2})",
    re.I,
)


class Measurement(Struct, frozen=True):
    """One command that measures."""

    place: Place
    command: str
    scheduled: bool
    kept: bool
    """The job that runs it keeps what it said: a file, a commit, an artefact."""


class Measurements(Struct, frozen=True):
    """Every such command, the best first, and results with a date."""

    commands: tuple[Measurement, ...] = ()
    results: tuple[Place, ...] = ()
    """Files with a month in their name that hold a measurement."""


class MeasurementsCollector(Collector):
    """Looks at commands, and at files named after the day they were made."""

    def collect(self, tree: Tree, files: Files, ci: Ci, commands: Commands) -> Measurements:
        """A workspace in the tree keeps history by itself."""
        history = any(path.startswith(".rung/") or "/.rung/" in path for path in tree.entries)
        jobs = {
            f"{workflow.path}#{job.id}": " ".join(f"{step.uses} {step.script}" for step in job.steps)
            for workflow, job in ci.jobs()
        }
        found = [
            Measurement(each.place, each.text, bool(each.by & By.SCHEDULE),
                        history or bool(_KEEPS.search(jobs.get(each.workflow, "") or each.text)))
            for each in commands.all
            if not each.disabled and not each.by & By.DOCUMENTED and _measures(each)
        ]  # fmt: skip
        found.sort(key=lambda each: (not each.scheduled, not each.kept, each.place))
        return Measurements(tuple(dict.fromkeys(found)), tuple(_results(tree, files)))


def _measures(each: Invocation) -> bool:
    words = each.args[2:] if each.args[:1] == ("-m",) else each.args
    program = each.args[1] if each.args[:1] == ("-m",) and len(each.args) > 1 else each.program
    if program in ("uvx", "pipx", "uv", "poetry", "run") and words:
        program, words = words[-2] if len(words) > 1 and words[-1] in _PROGRAMS["rung"] else words[0], words[1:]
    if program in _PROGRAMS:
        verbs = _PROGRAMS[program]
        return not verbs or any(word in verbs for word in words)
    script = next((word for word in (each.program, *each.args) if word.endswith((".py", ".sh", ".R"))), "")
    return bool(_OWN.search(script.rpartition("/")[2]))


def _results(tree: Tree, files: Files) -> Iterator[Place]:
    months: set[str] = set()
    for path in tree.glob("*.json", "*.md", "*.csv", "*.yaml", "*.yml", "*.html", "*.txt"):
        match = _DATED.search(path)
        if match and match.group(1) not in months and not files.excluded(path):
            months.add(match.group(1))
            yield Place(path)
