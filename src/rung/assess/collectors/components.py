"""Steps, workflows and skeletons that more than one pipeline or project uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.files import Files
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

_ANSWERS = (".copier-answers.yml", ".cruft.json", ".copier-answers.yaml")
_PINNED = regex(r"^[^#\n]*\bgit\+(ssh|https)://([^\s\"']+?)@(v?\d[\w.]*|[0-9a-f]{7,40})\b", re.M)
_COMPONENT = regex(r"component\.ya?ml$|/components/[^/]+\.ya?ml$")


class Shared(Struct, frozen=True):
    """One thing that is shared."""

    place: Place
    what: str
    outside: bool
    """It comes from another repository, at a stated version."""


class Components(Struct, frozen=True):
    """Everything that is shared, what comes from outside first."""

    shared: tuple[Shared, ...]
    offered: tuple[Place, ...] = ()
    """Made for other repositories to use: reusable workflows, component definitions, project skeletons."""


class ComponentsCollector(Collector):
    """Looks at packages from other repositories, at workflows, and at steps used twice."""

    def collect(self, tree: Tree, files: Files, ci: Ci, pipelines: Pipelines) -> Components:
        """What is used from outside, inside, and what is offered."""
        shared = [*_packages(tree, files), *_workflows(ci), *_answers(tree), *_steps(pipelines)]
        shared.sort(key=lambda each: (not each.outside, each.place))
        offered = [workflow.place for workflow in ci.workflows if workflow.only_called]
        offered += [Place(path) for path in tree.entries if _COMPONENT.search(path) and not files.excluded(path)]
        return Components(tuple(shared), tuple(offered))


def _packages(tree: Tree, files: Files) -> Iterator[Shared]:
    owner = (tree.remote or "").rstrip("/").rpartition("/")[0].rpartition("/")[2]
    for path in tree.glob(
        "requirements*.txt", "pyproject.toml", "environment*.yml", "conda*.yml", "setup.py", "setup.cfg"
    ):
        if files.excluded(path):
            continue
        text = tree.text(path) or ""
        for match in _PINNED.finditer(text):
            if match[1] != "ssh" and not (owner and f"/{owner}/" in match[2]):
                # Somebody else's public package at a tag is a dependency, not a shared component.
                continue
            place = Place(path, text.count("\n", 0, match.start()) + 1)
            yield Shared(place, f"a package of another repository at {match[3]}", outside=True)


def _workflows(ci: Ci) -> Iterator[Shared]:
    for each in ci.outside:
        if each.kind in ("workflow", "template", "include"):
            yield Shared(each.place, f"{each.kind} {each.reference}", outside=True)
    used = Counter(path for workflow in ci.workflows for path in workflow.uses_files)
    for path, count in used.items():
        if count > 1:
            yield Shared(Place(path), f"used by {count} CI definitions", outside=False)


def _answers(tree: Tree) -> Iterator[Shared]:
    for path in tree.glob(*_ANSWERS):
        yield Shared(Place(path), "generated from a project template, and kept up to date with it", outside=False)


def _steps(pipelines: Pipelines) -> Iterator[Shared]:
    """Steps that stand in two declared graphs below one folder of the root; beyond it, a name alone tells nothing."""
    seen: dict[tuple[str, str], set[str]] = {}
    places: dict[tuple[str, str], Place] = {}
    for graph in pipelines.graphs:
        if graph.linear or graph.framework == "make":
            continue
        for step in graph.steps:
            known = graph.place.path.partition("/")[0], step.name
            seen.setdefault(known, set()).add(str(graph.place))
            places.setdefault(known, step.place)
    for (folder, name), graphs in seen.items():
        if len(graphs) > 1:
            yield Shared(places[folder, name], f"step {name} is used by {len(graphs)} pipelines", outside=False)
