"""What looks like evidence and is none: said to the reader, so that he need not wonder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.code.base import place_in
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.commands.dry import SHOWS
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.domain.assessment import Note

_LOCKS = (
    "poetry.lock", "uv.lock", "Pipfile.lock", "pdm.lock", "conda-lock.yml", "renv.lock", "pixi.lock", "pylock.toml",
    "dvc.lock",
)  # fmt: skip
_PACKAGE = regex(r"\[\[package|\"(?:version|Version|hash|hashes)\"|^[^\S\n]++version:|^- name:|md5:|hash:", re.M)
_IDLE = frozenset({"true", "echo", ":", "printf", "sleep", "pwd", "ls", "date"})
_STARTS = frozenset({
    "make", "gmake", "just", "task", "dvc", "snakemake", "nextflow", "pytest", "py.test", "tox", "nox", "python",
    "Rscript", "bash", "sh", "docker", "papermill", "kedro", "mlflow", "npm", "uvicorn", "gunicorn",
})  # fmt: skip
_REPORT = regex(r"(^|/)(junit[^/]*|test-results?|TEST-[^/]*|coverage|pytest-report)\.xml$", re.I)
_TOOLS = {
    "mlflow": ("mlflow",), "wandb": ("wandb",), "weights & biases": ("wandb",), "dvc": ("dvc", "dvclive"),
    "airflow": ("airflow",),
    "prefect": ("prefect",), "dagster": ("dagster",), "kubeflow": ("kfp",), "zenml": ("zenml",),
    "metaflow": ("metaflow",),
    "great expectations": ("great_expectations",), "pandera": ("pandera",), "evidently": ("evidently",),
    "feast": ("feast",),
    "seldon": ("seldon_core",), "kserve": ("kserve",), "bentoml": ("bentoml",), "whylogs": ("whylogs",),
    "nannyml": ("nannyml",),
    "fairlearn": ("fairlearn",), "optuna": ("optuna",), "deepchecks": ("deepchecks",), "sagemaker": ("sagemaker",),
}  # fmt: skip
_SIGNS = {
    "dvc": ("dvc.yaml", ".dvc/config", "*.dvc"), "feast": ("feature_store.yaml",), "bentoml": ("bentofile.yaml",),
    "great expectations": ("great_expectations.yml",), "kubeflow": ("*pipeline*.yaml",), "seldon": ("*.yaml",),
    "kserve": ("*.yaml",),
    "airflow": ("airflow.cfg",),
}  # fmt: skip
"""Files that show a tool is used without an import."""


class Disregarded(Struct, frozen=True):
    """What was seen and not counted."""

    notes: tuple[Note, ...]


class DisregardedCollector(Collector):
    """Empty locks, jobs that do nothing, tools that are only named, reports that were written by hand."""

    def collect(self, tree: Tree, files: Files, ci: Ci, code: Code, commands: Commands) -> Disregarded:
        """One note a kind, with the places."""
        notes = [*_locks(tree, files), *_jobs(ci), *_never(commands), *_dead(code)]
        notes += [*_reports(tree), *_named(tree, files, code)]
        return Disregarded(tuple(notes))


def _locks(tree: Tree, files: Files) -> Iterator[Note]:
    empty = [
        Place(path)
        for path in tree.glob(*_LOCKS)
        if not files.excluded(path)
        and (tree.entries[path].size or 0) < 20_000
        and not _PACKAGE.search(tree.text(path) or "")
    ]
    if empty:
        yield Note("disregarded", f"{len(empty)} lock files name no package", tuple(empty))


def _jobs(ci: Ci) -> Iterator[Note]:
    """Jobs of which every command does nothing."""
    idle = []
    for _, job in ci.jobs():
        commands = [command for step in job.steps for command in step.commands if not command.never]
        checks = [
            step for step in job.steps if step.uses and "checkout" not in step.action and "setup" not in step.action
        ]
        if commands and not checks and all(command.words and command.words[0] in _IDLE for command in commands):
            idle.append(job.place)
    if idle:
        yield Note("disregarded", f"{len(idle)} CI jobs run nothing that could fail", tuple(idle))


def _never(commands: Commands) -> Iterator[Note]:
    """Commands that cannot run although their job or target does."""
    found = {
        each.place: each
        for each in commands.never
        if (each.program in _STARTS or "/" in each.program)
        and (each.disabled.endswith(SHOWS) or "reached" in each.disabled)
    }
    if found:
        first = next(iter(found.values()))
        many = "1 command can" if len(found) == 1 else f"{len(found)} commands can"
        yield Note("disregarded", f"{many} never do anything, as `{first.text[:60]}`: {first.disabled}", tuple(found))


def _dead(code: Code) -> Iterator[Note]:
    """Code behind a `return`, or in an arm that no condition opens."""
    found = tuple(place_in(module, line) for module in code.modules.values() for line in module.dead)
    if found:
        pieces = "1 piece of code" if len(found) == 1 else f"{len(found)} pieces of code"
        yield Note("disregarded", f"{pieces} can never run", found)


def _reports(tree: Tree) -> Iterator[Note]:
    found = tuple(Place(path) for path in tree.entries if _REPORT.search(path))
    if found:
        yield Note("disregarded", "test reports in the repository prove nothing: anybody can write them", found)


def _named(tree: Tree, files: Files, code: Code) -> Iterator[Note]:
    """Tools that documents or requirements name and no code imports."""
    texts = [(path, (tree.text(path) or "").lower()) for path in _naming(tree, files)]
    idle: dict[str, Place] = {}
    for tool, packages in _TOOLS.items():
        where = next(
            (path for path, text in texts if tool in text and re.search(rf"\b{re.escape(tool)}\b", text)), None
        )
        if where is None or code.importing(*packages) or any(True for _ in tree.glob(*_SIGNS.get(tool, ("\0",)))):
            continue
        idle[tool] = Place(where)
    if idle:
        names = ", ".join(idle)
        yield Note("disregarded", f"named, and called by no code: {names}", tuple(dict.fromkeys(idle.values())))


def _naming(tree: Tree, files: Files) -> Iterator[str]:
    yield from (path for path in files.markdown if path.lower().startswith("readme"))
    yield from (
        path
        for path in tree.glob("requirements*.txt", "environment.y*ml")
        if not files.excluded(path) and path.count("/") < 2
    )
