"""Development, staging and production: where each is configured, what deploys to it, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.base import Job, Workflow
from rung.assess.code import Code
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.files import Files
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError

_CONFIG = (
    ".yml",
    ".yaml",
    ".json",
    ".toml",
    ".tf",
    ".tfvars",
    ".env",
    ".ini",
    ".cfg",
    ".bicep",
    ".bicepparam",
    ".properties",
    ".hcl",
)


_FILLED = regex(r"(?:\{\}|%s)[\w-]*\.(\w+)$")
"""A file name that the environment is put into."""
_MOST_CONFIG = 200_000


class Stage(StrEnum):
    """One environment, whatever it is called."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


_WORDS = {
    **dict.fromkeys(("dev", "develop", "development", "sandbox"), Stage.DEVELOPMENT),
    **dict.fromkeys(
        ("test", "qa", "staging", "stage", "stg", "uat", "preprod", "pre-prod", "nonprod", "int"), Stage.STAGING
    ),
    **dict.fromkeys(("prod", "production", "live", "prd"), Stage.PRODUCTION),
}
_CODED = regex(
    r"(^|/)(?:dags?|settings?|configs?|conf|envs?|environments?|deploy\w*|pipelines?|infra\w*|stacks?)/[^/]+$"
)
"""Folders where a module may stand for an environment."""
_WORD = regex(rf"(?<![a-z])(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![a-z])", re.I)
_TOKEN = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

_COMPOSE = regex(r"(^|/)(?:docker-)?compose[^/]*\.ya?ml$")
_MACHINES = regex(r"(^|/)inventor(?:y|ies)/")
"""Lists of machines: where something runs, not how the pipeline or the service is configured."""


class Stages(Struct, frozen=True):
    """What is known of the environments."""

    configured: dict[Stage, Place]
    """Files or sections that differ by environment and stand beside each other."""
    deployed: dict[Stage, Place]
    """Jobs that deploy there."""
    ordered: Place | None = None
    """A job of production that waits for one of staging or development."""


class StagesCollector(Collector):
    """Looks at names of files beside each other, at targets, and at jobs."""

    def collect(self, tree: Tree, files: Files, code: Code, ci: Ci) -> Stages:
        """Environments of the project's own files and of its CI."""
        configured = _read(_beside(tree, files), tree, files, code)
        for path in tree.glob("databricks.yml", "databricks.yaml", "bundle.yml"):
            for named, place in _targets(tree, path):
                configured.setdefault(named, place)
        deployed: dict[Stage, Place] = {}
        ordered: Place | None = None
        for workflow in ci.running():
            for job in workflow.jobs:
                stage = stage_of_job(workflow, job)
                if stage and not job.disabled:
                    deployed.setdefault(stage, job.place)
                    if stage is Stage.PRODUCTION and _waits(job, workflow):
                        ordered = ordered or job.place
        return Stages(configured, deployed, ordered)


def stage_of(name: str) -> Stage | None:
    """The environment a name speaks of: `deploy-prod`, `DeployStaging`, `values.qa.yaml`; `test` alone is a test."""
    tokens = [token.lower() for token in _TOKEN.findall(name)]
    found = [_WORDS[token] for token in tokens if token in _WORDS]
    return found[-1] if found else None


def stage_of_job(workflow: Workflow, job: Job) -> Stage | None:
    """Where a job deploys: its environment, else its name when that speaks of deploying."""
    told = stage_of(job.environment) if job.environment else None
    if told:
        return told
    name = f"{workflow.path.rpartition('/')[2]} {job.id}"
    if not re.search(r"deploy|release|promot|publish|apply|cd\b", name, re.I):
        return None
    return stage_of(job.id) or stage_of(workflow.path.rpartition("/")[2])


def _waits(job: Job, workflow: Workflow) -> bool:
    """Directly or not, for a job of an earlier environment."""
    by_id = {each.id: each for each in workflow.jobs}
    todo, seen = list(job.needs), set[str]()
    while todo:
        name = todo.pop()
        if name in seen or name not in by_id:
            continue
        seen.add(name)
        stage = stage_of_job(workflow, by_id[name])
        if stage and stage is not Stage.PRODUCTION:
            return True
        todo.extend(by_id[name].needs)
    return False


def _beside(tree: Tree, files: Files) -> dict[Stage, Place]:
    """Configuration files, or folders of them, that differ only in the name of an environment."""
    groups: dict[str, dict[Stage, str]] = {}
    for path in tree.entries:
        if (
            not path.endswith((*_CONFIG, ".py"))
            or files.excluded(path)
            or "/workflows/" in path
            or _MACHINES.search(path)
            or "test" in path.rpartition("/")[0].split("/")
        ):
            continue
        parts = path.split("/")
        for index, part in enumerate(parts):
            stage = _stage_of_part(part)
            code = path.endswith(".py") and index == len(parts) - 1
            if code and _CODED.search(path) and stage and not part.startswith("test_"):
                key = "/".join([*parts[:index], _WORD.sub("*", part)])
                groups.setdefault(key, {}).setdefault(stage, path)
            elif stage and not path.endswith(".py"):
                key = "/".join([*parts[:index], "*" if index < len(parts) - 1 else "*" + part.rpartition(".")[2]])
                groups.setdefault(key, {}).setdefault(stage, path)
    best = max(groups.values(), key=len, default={})
    return {stage: Place(path) for stage, path in best.items()} if len(best) > 1 else {}


def _read(configured: dict[Stage, Place], tree: Tree, files: Files, code: Code) -> dict[Stage, Place]:
    """Without the files that nothing loads, where code names one of them outright and no other file any of the rest."""
    if all(_COMPOSE.search(place.path) for place in configured.values()):
        return configured  # a person names them when the services are brought up
    strings = {text for module in code.modules.values() for text, _ in module.strings}
    endings = {place.path.rpartition(".")[2] for place in configured.values()}
    if any((found := _FILLED.search(text)) and found[1] in endings for text in strings):
        return configured
    names = {stage: place.path.rpartition("/")[2] for stage, place in configured.items()}
    named = {stage for stage, name in names.items() if any(text.endswith(name) for text in strings)}
    if not named:
        return configured
    told = [tree.text(path) or "" for path in tree.entries if _tells(path, tree, files, {*names.values()})]
    named |= {stage for stage, name in names.items() if any(name in text for text in told)}
    return {stage: place for stage, place in configured.items() if stage in named} if len(named) > 1 else {}


def _tells(path: str, tree: Tree, files: Files, own: set[str]) -> bool:
    """Whether a file may hand a file of settings to something: commands and definitions, and no documents."""
    name = path.rpartition("/")[2]
    kind = name.endswith((*_CONFIG, ".sh", ".mk", ".service")) or name.startswith(
        ("Dockerfile", "Makefile", "Procfile")
    )
    return kind and name not in own and (tree.entries[path].size or 0) <= _MOST_CONFIG and not files.excluded(path)


def _stage_of_part(part: str) -> Stage | None:
    """`prod`, `prod.yaml`, `values-prod.yaml`, `terraform.prod.tfvars`."""
    for token in re.split(r"[._-]", part.lower()):
        if token in _WORDS:
            return _WORDS[token]
    return None


def _targets(tree: Tree, path: str) -> Iterator[tuple[Stage, Place]]:
    try:
        documents = yaml.read_templated(tree.text(path) or "")
    except UnreadableError:
        return
    for document in documents:
        targets = document.get("targets") if isinstance(document, YamlMap) else None
        if isinstance(targets, YamlMap):
            for name in targets:
                stage = stage_of(name)
                if stage:
                    yield stage, Place(path, targets.lines.get(name, 1))
