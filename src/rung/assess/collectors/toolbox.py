"""Finds the tools that a repository already has, so that advice can name them before others."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.collectors.ci import Ci
from rung.assess.tree.base import Tree
from rung.domain import Place

FILES = {
    "dvc": ("dvc.yaml", "*.dvc", ".dvc/config"),
    "git-lfs": (".gitattributes",),
    "uv": ("uv.lock",),
    "poetry": ("poetry.lock",),
    "pipenv": ("Pipfile",),
    "conda": ("environment.yml", "environment.yaml", "conda.yml", "conda.yaml"),
    "renv": ("renv.lock",),
    "r": ("*.R", "*.Rmd"),
    "pip": ("requirements.txt", "requirements*.txt"),
    "pre-commit": (".pre-commit-config.yaml",),
    "make": ("Makefile",),
}
"""By tool: files that only its users keep, the most telling first."""

PACKAGES = {
    "mlflow": ("mlflow",),
    "wandb": ("wandb",),
    "dvclive": ("dvclive",),
    "pandera": ("pandera",),
    "great-expectations": ("great_expectations",),
    "pydantic": ("pydantic",),
    "airflow": ("airflow",),
    "prefect": ("prefect",),
    "dagster": ("dagster",),
    "zenml": ("zenml",),
    "kubeflow": ("kfp",),
    "kedro": ("kedro",),
    "fastapi": ("fastapi",),
    "evidently": ("evidently",),
    "pytest": ("pytest",),
    "torch": ("torch",),
    "sklearn": ("sklearn",),
}
"""By tool: packages that its users import."""

MARKED = {"git-lfs": "filter=lfs"}
"""What the file must say, where its name says too little."""


class Toolbox(Struct, frozen=True):
    """The tools that files, imports and CI definitions of the repository show, each with the first place."""

    tools: Mapping[str, Place] = field(default_factory=dict)


class ToolboxCollector(Collector):
    """Looks at names of files, imports and CI definitions; whether a tool is used well is another question."""

    def collect(self, tree: Tree, code: Code, ci: Ci) -> Toolbox:
        """The tools with their first places."""
        tools = {workflow.vendor: workflow.place for workflow in reversed(tuple(ci.running()))}
        for tool, patterns in FILES.items():
            found = [path for pattern in patterns for path in tree.glob(pattern)]
            if found and (tool not in MARKED or MARKED[tool] in (tree.text(found[0]) or "")):
                tools[tool] = Place(found[0])
        for tool, packages in PACKAGES.items():
            if places := code.importing(*packages):
                tools[tool] = places[0]
        return Toolbox(tools)
