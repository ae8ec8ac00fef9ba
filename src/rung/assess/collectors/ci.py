"""Finds the CI definitions of a tree, by their place, their name, or their content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.base import Job, Outside, Step, Vendor, When, Workflow
from rung.assess.ci.definitions import Definitions, bare_name, is_templated
from rung.assess.ci.unreached import without_unreached
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex
from rung.assess.tree.base import Entry, Tree
from rung.errors import UnreadableError
from rung.plugins import discover

MAX_GUESSED = 64_000
"""Bytes. A larger YAML file with a free name is data."""
MAX_WORKFLOWS = 1_000

_YAML = (".yml", ".yaml")
_SHAPE = regex(rb"^(?:steps|stages|jobs|phases|extends)[ \t]*:", re.M)
_MAYBE = regex(r"jenkinsfile|buildspec|cloudbuild|\.ya?ml|\.groovy", re.I)


class Ci(Struct, frozen=True):
    """Everything the CI definitions of a tree say."""

    workflows: tuple[Workflow, ...] = ()
    """Disabled, unreadable and only-called ones too."""
    notes: tuple[str, ...] = ()
    """Files that could not be read, and why."""

    @property
    def outside(self) -> tuple[Outside, ...]:
        """What workflows run that is not in the repository."""
        return tuple(dict.fromkeys(each for workflow in self.workflows for each in workflow.outside))

    def running(self) -> Iterator[Workflow]:
        """The workflows that something can start."""
        return (each for each in self.workflows if not each.disabled and not each.unreadable and not each.only_called)

    def jobs(self) -> Iterator[tuple[Workflow, Job]]:
        """The jobs that something can start, each with its workflow."""
        return ((workflow, job) for workflow in self.running() for job in workflow.jobs if not job.disabled)

    def steps(self) -> Iterator[tuple[Workflow, Job, Step]]:
        """The steps that something can start."""
        return ((*found, step) for found in self.jobs() for step in found[1].steps if not step.disabled)

    def on(self, *kinds: When) -> Iterator[tuple[Workflow, Job]]:
        """The jobs that one of these starts."""
        return ((workflow, job) for workflow, job in self.jobs() if job.on(*kinds))


class CiCollector(Collector):
    """Reads CI definitions, wherever they lie."""

    def collect(self, tree: Tree) -> Ci:
        """All workflows in the order of their paths."""
        files = Definitions(tree)
        found: list[Workflow] = []
        notes: list[str] = []
        for path, vendor in _claimed(tree, files):
            if len(found) >= MAX_WORKFLOWS:
                notes.append(f"only the first {MAX_WORKFLOWS:,} CI definitions were read")
                break
            try:
                found += map(without_unreached, vendor.read(path, files))
            except UnreadableError as error:
                notes.append(f"{path}: {error.what}")
                found.append(Workflow(vendor.name, path, unreadable=error.what, templated=is_templated(path)))
        return Ci(_without_templates(found), tuple(notes))


@cache
def vendors() -> tuple[Vendor, ...]:
    """One of each vendor, in the order they are asked."""
    found = discover("rung.assess.ci", Vendor)  # type: ignore[type-abstract]
    return tuple(sorted((each() for each in found), key=lambda each: each.rank))


def _claimed(tree: Tree, files: Definitions) -> Iterator[tuple[str, Vendor]]:
    for path, entry in tree.entries.items():
        name = entry.name
        if not _MAYBE.search(name):
            continue
        bare = bare_name(path)
        vendor = next((each for each in vendors() if each.claims(bare, bare.rsplit("/", 1)[-1])), None)
        if vendor is None and name.endswith(_YAML):
            vendor = _guessed(tree, files, path, entry)
        if vendor is not None:
            yield path, vendor


def _guessed(tree: Tree, files: Definitions, path: str, entry: Entry) -> Vendor | None:
    """The vendor whose shape a YAML file with a free name has."""
    if entry.size is None or entry.size > MAX_GUESSED:
        return None
    data = tree.content(path)
    if data is None or not _SHAPE.search(data):
        return None
    document = files.mapping(path)
    if not isinstance(document, YamlMap):
        return None
    return next((each for each in vendors() if each.fits(document)), None)


def _without_templates(found: list[Workflow]) -> tuple[Workflow, ...]:
    """The workflows without those Azure files that others use as templates."""
    used = {path for each in found for path in each.uses_files if each.vendor == "azure" and path != each.path}
    return tuple(each for each in found if each.vendor != "azure" or each.path not in used)
