"""Whether one machinery makes several models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rung.assess.base import Collector
from rung.assess.ci.base import Job
from rung.assess.code import Code, Reach
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.invocation import RUNNABLE
from rung.assess.parse.python_facts import Items, Opaque
from rung.assess.tree.base import Tree
from rung.domain import Place

_MODELS = re.compile(r"^(?:MODELS|MODEL_REGISTRY|MODEL_CLASSES|ALL_MODELS|models)$")
_TASKS = re.compile(r"use_?case|project|tenant|market|region|countr|segment|store|task|model_?names?$", re.I)


@dataclass(frozen=True, slots=True)
class ModelFamily:
    """Models that one way makes."""

    instantiated: tuple[Place, ...]
    """A list, matrix or loop over models that training or deployment runs through, with at least two entries."""
    parameterised: tuple[Place, ...]
    """The name of the model, project or market is a parameter; only one is seen."""


class ModelFamilyCollector(Collector):
    """Looks at lists of models in code, matrices in CI, loops in Terraform and charts."""

    def collect(self, tree: Tree, files: Files, ci: Ci, code: Code, reach: Reach, training: Training) -> ModelFamily:
        """Only what training or deployment reaches counts."""
        instantiated = [*_lists(code, reach), *(place for _, job in ci.jobs() for place in _matrix(job))]
        parameterised: list[Place] = []
        for path in tree.glob("*.tf", "*.yaml", "*.yml"):
            if files.excluded(path) or files.aside(path) or (tree.entries[path].size or 0) > 60_000:  # noqa: PLR2004
                continue
            text = tree.text(path) or ""
            match = re.search(
                r"for_each\s*=\s*\S*(?:model|pipeline|schedule|job|endpoint)|\{\{-? range \S*\.?(?:models|services)",
                text,
                re.I,
            )
            if match:
                parameterised.append(Place(path, text.count("\n", 0, match.start()) + 1))
        return ModelFamily(tuple(instantiated), tuple(parameterised))


def _lists(code: Code, reach: Reach) -> Iterator[Place]:
    """`MODELS = {…}` with entries that a command of the project picks from."""
    for module in code.modules.values():
        if module.notebook or not reach.from_module(module.path) & RUNNABLE:
            continue
        for assign in module.assigns:
            if not _MODELS.match(assign.name.rpartition(".")[2]) or assign.scope:
                continue
            dicts = [keys for keys in module.dicts if abs(keys.line - assign.line) <= 1]
            size = len(dicts[0].names) if dicts else len(assign.value.values) if isinstance(assign.value, Items) else 0
            if size > 1 or (isinstance(assign.value, Opaque) and size > 1):
                yield Place(module.path, assign.line)


def _matrix(job: Job) -> Iterator[Place]:
    for name, values in job.matrix.items():
        if re.search(r"^model|model$|use_?case|project|tenant|market", name, re.I) and len(values) > 1:
            if re.search(r"train|deploy|pipeline|build", job.id, re.I):
                yield job.place
