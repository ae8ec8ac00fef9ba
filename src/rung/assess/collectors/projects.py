"""Which folders of a repository are projects of their own."""

from __future__ import annotations

from collections.abc import Iterable

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.kind import Projects, RepositoryKind
from rung.assess.tree.base import Tree
from rung.domain import Kind

_MANIFESTS = (
    "requirements*.txt", "pyproject.toml", "setup.py", "environment*.y*ml", "conda*.y*ml", "Pipfile", "DESCRIPTION",
    "renv.lock",
    "pixi.toml", "MLproject",
)  # fmt: skip
_GROUPS = frozenset(
    {"projects", "apps", "services", "packages", "models", "pipelines", "usecases", "use_cases", "use-cases", "ml"}
)
"""Folders that only hold projects."""


class ProjectsCollector(Collector):
    """A folder is a project when it names its own dependencies, trains its own model, and leans on no other."""

    def collect(self, tree: Tree, files: Files, code: Code, training: Training, kind: RepositoryKind) -> Projects:
        """The root alone, unless two folders or more stand by themselves; a `rung.yaml` always makes a project."""
        declared = {
            path.rpartition("/")[0] for path in tree.glob("rung.yaml") if "/" in path and not files.excluded(path)
        }
        declared = {
            folder for folder in declared if not files.aside(folder + "/rung.yaml") or kind.kind is Kind.PROJECT
        }
        if kind.kind is not Kind.PROJECT:
            return Projects(tuple(sorted({"", *declared})) if declared else ("",))
        own = {site.module.path for site in training.fits if not files.excluded(site.module.path)}
        named = {path.rpartition("/")[0] for path in tree.glob(*_MANIFESTS) if not files.excluded(path)}
        candidates = {
            folder
            for folder in named
            if folder
            and _is_top(folder)
            and any(path.startswith(folder + "/") for path in own)
            and _alone(folder, code)
        }
        candidates = {each for each in candidates if not any(each.startswith(other + "/") for other in candidates)}
        if len(candidates) > 1:
            apart = {each for each in named if each and _is_top(each) and _alone(each, code)} - candidates
            taken = tuple(f"{folder}/" for folder in (*candidates, *apart))
            outside = [path for path in own if not (path.startswith(taken) or files.aside(path))]
            root = [""] if [path for path in outside if not path.endswith(".ipynb")] else []
            return Projects(tuple(sorted({*root, *candidates, *declared})), tuple(sorted(apart - declared)))
        return Projects(tuple(sorted({"", *declared})) if declared else ("",))


def _is_top(folder: str) -> bool:
    parts = folder.split("/")
    return len(parts) == 1 or (len(parts) == 2 and parts[0].lower() in _GROUPS)


def _alone(folder: str, code: Code) -> bool:
    """Nothing outside the folder imports it, and nothing in it imports what lies outside."""
    inside = f"{folder}/"
    return not any(
        path.startswith(inside) != importer.startswith(inside) and code.linker.sees(importer, path)
        for path, importers in code.importers.items()
        for importer in _not_tests(importers)
    )


def _not_tests(paths: Iterable[str]) -> Iterable[str]:
    return (path for path in paths if "test" not in path)
