"""PROVISIONAL: replaced by the engineer who writes commands. Only CI, Makefile, README and plain scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rung.assess.base import Collector
from rung.assess.ci.base import When
from rung.assess.collectors.ci import Ci
from rung.assess.invocation import By, Invocation
from rung.assess.parse.program import program
from rung.assess.tree.base import Tree
from rung.domain import Place


@dataclass(frozen=True, slots=True)
class ScriptTarget:
    """A console script."""

    name: str
    module: str
    function: str


@dataclass(frozen=True, slots=True)
class Commands:
    """Every command, by whom, and what it runs."""

    all: tuple[Invocation, ...]
    targets: tuple[ScriptTarget, ...] = ()
    missing: tuple[tuple[Invocation, str], ...] = ()
    paths: tuple[tuple[str, Invocation], ...] = ()

    def running(self, name: str, *first: str) -> list[Invocation]:
        """Commands of one program."""
        return [each for each in self.all if each.program == name and each.args[: len(first)] == first]

    def by(self, flags: By) -> list[Invocation]:
        """Commands somebody starts."""
        return [each for each in self.all if each.by & flags]

    def scripts(self) -> Iterator[tuple[str, Invocation]]:
        """Which file each command executes."""
        return iter(self.paths)


class CommandsCollector(Collector):
    """Provisional."""

    def collect(self, tree: Tree, ci: Ci) -> Commands:
        """Provisional."""
        found = []
        for workflow, job, step in ci.steps():
            by = By.CI | (By.SCHEDULE if job.on(When.SCHEDULE) else By.NOBODY)
            for command in step.commands:
                name, args = program(command.words)
                found.append(Invocation(name, tuple(args), step.place, by, workflow=f"{workflow.path}#{job.id}"))
        for path in tree.entries:
            base = path.rsplit("/", 1)[-1]
            by = By.TARGET if base == "Makefile" else By.PIPELINE if base in ("MLproject", "dvc.yaml") else By.IMAGE if "Dockerfile" in base else By.DOCUMENTED if base.lower().startswith("readme") else By.NOBODY
            if by:
                for number, line in enumerate((tree.text(path) or "").splitlines(), 1):
                    match = re.search(r"(python3?|papermill|Rscript|dvc|pytest|make|mlflow|bash|uvicorn|docker|kubectl|terraform) (.*)", line)
                    if match:
                        name, args = program((match[1], *re.findall(r"[^\s\"\[\],]+", match[2])))
                        found.append(Invocation(name, tuple(args), Place(path, number), by))
        paths = []
        for each in found:
            for arg in each.args:
                if arg in tree.entries:
                    paths.append((arg, each))
                    break
            if each.args[:1] == ("-m",) and len(each.args) > 1:
                tail = each.args[1].replace(".", "/")
                paths += [(p, each) for p in (f"{tail}.py", f"src/{tail}.py", f"{tail}/__main__.py", f"src/{tail}/__main__.py") if p in tree.entries]
        return Commands(tuple(found), paths=tuple(paths))
