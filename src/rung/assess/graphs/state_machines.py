"""State machines of AWS Step Functions that files declare: on their own, or inside a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.ci.definitions import mapping, word
from rung.assess.graphs.base import Framework, Graph, Role, Sources, Step, role_of
from rung.assess.invocation import By
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.assess.regex import regex
from rung.domain import Place
from rung.errors import UnreadableError

_MOST = 200_000
_FEWEST = 2
_SERVICE = regex(r":states:::(?:aws-sdk:)?(\w{1,40}):(\w{1,60})")
_CALLS = {
    "createtrainingjob": Role.TRAIN, "createhyperparametertuningjob": Role.TRAIN, "createautomljob": Role.TRAIN,
    "createtransformjob": Role.PREDICT, "createmodel": Role.REGISTER, "createmodelpackage": Role.REGISTER,
    "createendpoint": Role.DEPLOY, "updateendpoint": Role.DEPLOY, "createendpointconfig": Role.DEPLOY,
    "startjobrun": Role.TRANSFORM, "startqueryexecution": Role.TRANSFORM,
}  # fmt: skip
"""What a state asks a service for, and which role that is."""
_FIGURES = regex(r"^Numeric(?:Less|Greater)Than")


class StateMachines(Framework):
    """Definitions with `StartAt` and `States`."""

    name = "state-machine"

    def graphs(self, sources: Sources) -> Iterable[Graph]:
        """One for each machine of two states or more."""
        for path in sources.paths("*.json", "*.yml", "*.yaml"):
            if (sources.tree.entries[path].size or 0) > _MOST:
                continue
            text = sources.tree.text(path) or ""
            if "StartAt" not in text or "States" not in text:
                continue
            try:
                documents = yaml.read(text)
            except UnreadableError:
                continue
            for document in documents:
                for machine in _machines(document):
                    steps = tuple(_steps(path, mapping(machine["States"])))
                    if len(steps) >= _FEWEST:
                        yield Graph("state-machine", path, steps[0].place, steps, by=By.PIPELINE)


def _machines(document: object) -> Iterator[YamlMap]:
    """The machine itself, or the outermost ones of a template."""
    stack = [document]
    while stack:
        here = stack.pop()
        if isinstance(here, YamlMap):
            if "StartAt" in here and isinstance(here.get("States"), YamlMap):
                yield here
            else:
                stack.extend(here.values())
        elif isinstance(here, YamlList):
            stack.extend(here)


def _steps(path: str, states: YamlMap) -> Iterator[Step]:
    """Every state, those of branches and maps too."""
    for name, state in states.items():
        if isinstance(state, YamlMap):
            if word(state.get("Type")) not in ("Succeed", "Fail", "Wait", "Pass"):
                yield Step(name, Place(path, states.lines.get(name, 1)), _role(name, state))
            for key in ("Branches", "Iterator", "ItemProcessor"):
                for machine in _machines(state.get(key)):
                    yield from _steps(path, mapping(machine["States"]))


def _role(name: str, state: YamlMap) -> Role | None:
    if word(state.get("Type")) == "Choice":
        compared = any(_FIGURES.match(key) for key, _ in _pairs(state.get("Choices")))
        return Role.EVALUATE if compared else None
    asked = _SERVICE.search(word(state.get("Resource")))
    role = _CALLS.get(asked[2].lower()) if asked else None
    # The name of what a lambda or a container does says more than that it is one.
    return role or role_of(name)


def _pairs(value: object) -> Iterator[tuple[str, object]]:
    stack = [value]
    while stack:
        here = stack.pop()
        if isinstance(here, YamlMap):
            yield from here.items()
            stack.extend(here.values())
        elif isinstance(here, YamlList):
            stack.extend(here)
