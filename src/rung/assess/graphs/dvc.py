"""DVC: stages with dependencies and outputs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from posixpath import normpath

from rung.assess.ci.definitions import mapping
from rung.assess.graphs.base import Framework, Graph, Role, Sources, Step, role_of
from rung.assess.invocation import By
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex
from rung.domain import Place
from rung.errors import UnreadableError

_PULLS = (("pull",),)
_RUNS = (("repro",), ("reproduce",), ("exp", "run"), ("experiments", "run"))
"""What starts the stages; `dvc exp diff`, `dvc pull` and the like only look at what is there or bring it."""
_SHIPS = regex(r"(?:^|[_-])(?:upload|store|ship|archive|deliver|save)(?:[_-]|$)", re.I)
"""Names of stages that put away what they are given; what training made among it becomes a version."""


def _files(body: YamlMap, key: str) -> set[str]:
    """Paths of the dependencies or outputs of a stage, whose options may stand below them."""
    listed = body.get(key)
    return {
        str(name)
        for each in (listed if isinstance(listed, list) else ())
        for name in (each if isinstance(each, YamlMap) else (each,))
    }


def _program(command: str, folder: str, wdir: str, sources: Sources) -> str:
    """The first file of code that a command runs, by its path or as `python -m module`; empty when none is known."""
    words = command.replace("[", " ").replace(",", " ").split()
    homes = [folder, normpath(f"{folder}/{wdir}")]
    for before, word in pairwise(["", *words]):
        module = sources.code.linker.module_of(word, "") if before == "-m" else None
        paths = [module] if module else [normpath(f"{home}/{word}").lstrip("/") for home in homes]
        found = next((each for each in paths if each in sources.code.modules), "")
        if found:
            return found
    return ""


class Dvc(Framework):
    """`dvc.yaml` with stages."""

    name = "dvc"

    def graphs(self, sources: Sources) -> Iterable[Graph]:
        """One graph a file."""
        for path in sources.paths("dvc.yaml"):
            try:
                documents = yaml.read(sources.tree.text(path) or "")
            except UnreadableError as problem:
                yield Graph("dvc", path, Place(path), (), broken=problem.what)
                continue
            for document in documents:
                stages = document.get("stages") if isinstance(document, YamlMap) else None
                if isinstance(stages, YamlMap):
                    yield self._graph(path, stages, sources)

    def _graph(self, path: str, stages: YamlMap, sources: Sources) -> Graph:
        steps = []
        missing = []
        folder = path.rpartition("/")[0]
        trained = {
            file
            for name, stage in stages.items()
            if role_of(name) is Role.TRAIN
            for file in _files(mapping(mapping(stage).get("do", stage)), "outs")
        }
        for name, stage in stages.items():
            body = mapping(mapping(stage).get("do", stage))
            command = str(body.get("cmd", ""))
            role = role_of(name) or role_of(command)
            if role is None and _SHIPS.search(name) and trained & _files(body, "deps"):
                role = Role.REGISTER
            runs = _program(command, folder, str(body.get("wdir", "")), sources)
            steps.append(Step(name, Place(path, stages.lines.get(name, 1)), role, runs))
            for word in command.replace("[", " ").replace(",", " ").split():
                target = f"{folder}/{word}".lstrip("/")
                if word.endswith((".py", ".R", ".ipynb", ".sh")) and "$" not in word and target not in sources.tree:
                    base = str(body.get("wdir", "")).strip("./")
                    if f"{folder}/{base}/{word}".replace("//", "/").lstrip("/") not in sources.tree:
                        missing.append(word)
        pulled = sources.started("dvc", verbs=_PULLS)
        if pulled or any(entry.endswith(".dvc") for entry in sources.tree.entries):
            steps.append(Step("dvc pull", Place(path), Role.INGEST))
        # A lock is what a run leaves behind, whoever started it.
        ran = By.SCRIPT if f"{folder}/dvc.lock".lstrip("/") in sources.tree else By.NOBODY
        return Graph(
            "dvc",
            path,
            Place(path, stages.line),
            tuple(steps),
            by=sources.started("dvc", verbs=_RUNS) | ran,
            broken=f"{missing[0]} does not exist" if missing else "",
        )
