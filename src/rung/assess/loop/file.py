"""The `rung.yaml` of a project as a loop: its steps, and what `rung run` does before and after them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rung.assess.code import Code
from rung.assess.graphs.base import Graph, Role, Step, role_of
from rung.assess.invocation import By
from rung.assess.loop.base import TOOL, Written
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.project import Manifest
from rung.project.manifest import MANIFEST_NAME

_CODE = (".py", ".R", ".sh", ".ipynb")
_ELSEWHERE = ("postgresql://", "postgres://", "postgresql+psycopg://", "${env:")


class LoopFile:
    """One `rung.yaml`."""

    def __init__(self, tree: Tree, manifest: Manifest, code: Code, path: str) -> None:
        self._tree = tree
        self._manifest = manifest
        self._code = code
        self._path = path
        self._steps = _section(manifest, "pipeline")
        self._data = _section(manifest, "datasets")
        self._model = _section(manifest, "model")
        self._judging = _section(manifest, "evaluate")

    @property
    def described(self) -> bool:
        """There is a pipeline."""
        return self._manifest.present and bool(self._steps)

    @property
    def shared(self) -> bool:
        """The workspace, with the content of the data, lies where others reach it."""
        return _text(self._manifest.sections.get("workspace")).startswith(_ELSEWHERE)

    def graph(self, by: By) -> Graph:
        """Every step; the one that makes the model trains, whatever it is called."""
        read = {name for step in self._steps.values() for name in _texts(_mapping(step).get("inputs"))}
        steps: list[Step] = []
        for name, entry in self._data.items():
            if name in read:
                steps.append(Step(f"data {name}", self._at(f"datasets.{name}"), Role.INGEST))
                if _text(_mapping(entry).get("contract")):
                    place = self._at(f"datasets.{name}.contract", f"datasets.{name}")
                    steps.append(Step(f"contract of {name}", place, Role.VALIDATE))
        makes = _text(self._model.get("from"))
        for name, step in self._steps.items():
            role = Role.TRAIN if name == makes else role_of(name) or role_of(self._body(step))
            steps.append(Step(name, self._at(f"pipeline.{name}"), role, self._runs(step)))
        if (judged := self.evaluates()) is not None:
            steps.append(Step("evaluate", judged, Role.EVALUATE))
        if (model := self.model()) is not None:
            steps.append(Step("register", model.place, Role.REGISTER))
        return Graph(TOOL, self._path, self._at("pipeline"), tuple(steps), by=by, broken=self._broken(read))

    def holdout(self) -> Written | None:
        """How rows are set apart."""
        value = _mapping(self._judging.get("holdout"))
        form = next((each for each in ("latest", "group", "random") if value.get(each)), "")
        if not form:
            return None
        return Written(form, self._at("evaluate.holdout", "evaluate"))

    def evaluates(self) -> Place | None:
        """Where it is said what decides about a candidate; without held-out rows nothing can be judged."""
        wanted = self._judging.get("metric") or self._judging.get("gates")
        return self._at("evaluate") if wanted and self.holdout() and self.model() else None

    def gates(self) -> Iterator[Written]:
        """As they are written."""
        for number, each in enumerate(_texts(self._judging.get("gates"))):
            yield Written(each, self._at(f"evaluate.gates.{number}", "evaluate.gates", "evaluate"))

    def slices(self) -> Written | None:
        """The columns whose groups are judged one by one."""
        names = [*_texts(self._model.get("slices")), *_texts(self._model.get("protected"))]
        return Written(", ".join(names), self._at("model.slices", "model.protected", "model")) if names else None

    def datasets(self) -> Iterator[Written]:
        """Those that say where they come from."""
        for name, entry in self._data.items():
            if _mapping(entry).get("source"):
                yield Written(name, self._at(f"datasets.{name}"))

    def model(self) -> Written | None:
        """What is registered, when a step is said to make it."""
        name = _text(self._model.get("name")) or self._manifest.project or ""
        made = _text(self._model.get("from")) in self._steps
        return Written(name, self._at("model.name", "model")) if name and made else None

    def params(self) -> Place | None:
        """Parameters of the step that makes the model, or of any when none is said to."""
        makes = _text(self._model.get("from"))
        for name, step in self._steps.items():
            if _mapping(step).get("params") and name == (makes or name):
                return self._at(f"pipeline.{name}.params", f"pipeline.{name}")
        return None

    def approver(self) -> Written | None:
        """Who lets a version into production."""
        roles = _mapping(_section(self._manifest, "release").get("approve"))
        role = _text(roles.get("production"))
        return Written(role, self._at("release.approve", "release")) if role else None

    def _broken(self, read: set[str]) -> str:
        """The first thing that a step names and that is not there."""
        for name in sorted(read - self._steps.keys() - self._data.keys()):
            return f"{name} is an input and neither a step nor a dataset"
        for step in self._steps.values():
            for path in self._absent(_mapping(step)):
                return f"{path} does not exist"
        for entry in self._data.values():
            contract = _text(_mapping(entry).get("contract"))
            if contract and self._found(contract) is None:
                return f"{contract} does not exist"
        return ""

    def _absent(self, step: Mapping[str, object]) -> Iterator[str]:
        call = _text(step.get("call"))
        if call:
            module, _, function = call.partition(":")
            path = self._code.linker.module_of(module, "")
            if path is None:
                yield module
            elif function and function not in self._code.modules[path].functions and not self._gives(path, function):
                yield call
        for word in (*_files(_text(step.get("run"))), _text(step.get("notebook"))):
            if word and self._found(word) is None:
                yield word

    def _gives(self, path: str, name: str) -> bool:
        """Whether a module has that name by importing or assigning it."""
        return bool(re.search(rf"\b{re.escape(name)}\b", self._tree.text(path) or ""))

    def _runs(self, step: object) -> str:
        body = _mapping(step)
        module, _, function = _text(body.get("call")).partition(":")
        if module:
            path = self._code.linker.module_of(module, "")
            return f"{path}::{function}" if path else ""
        words = (*_files(_text(body.get("run"))), _text(body.get("notebook")))
        return next((found for word in words if (found := self._found(word))), "")

    def _found(self, path: str) -> str | None:
        home = self._path.removesuffix(MANIFEST_NAME)
        whole = home + path.removeprefix("./")
        return whole if path and whole in self._tree else None

    def _body(self, step: object) -> str:
        body = _mapping(step)
        return _text(body.get("call")) or _text(body.get("run")) or _text(body.get("notebook"))

    def _at(self, *keys: str) -> Place:
        return Place(self._path, next((self._manifest.lines[each] for each in keys if each in self._manifest.lines), 1))


def _section(manifest: Manifest, name: str) -> Mapping[str, object]:
    return _mapping(manifest.sections.get(name))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    listed = value if isinstance(value, list | tuple) else [value]
    return [each for each in listed if isinstance(each, str) and each]


def _files(command: str) -> list[str]:
    """Files of code that a command names."""
    words = (word.strip("'\"") for word in command.split())
    return [word for word in words if word.endswith(_CODE) and not {"{", "$"} & set(word)]
