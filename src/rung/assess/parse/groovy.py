"""Jenkinsfiles, declarative and scripted: stages, what they run, what happens afterwards, what starts them."""

from __future__ import annotations

from msgspec import Struct

from rung.assess.parse.groovy_calls import GroovyCall
from rung.assess.parse.groovy_calls import read as read_calls
from rung.assess.parse.unreadable import refuse_large

_SHELLS = frozenset(("sh", "bat", "powershell", "pwsh"))
_TRIGGERS = frozenset(("cron", "pollSCM", "upstream", "githubPush", "parameterizedCron", "GenericTrigger", "gitlab"))
_OUTCOMES = frozenset(
    ("always", "success", "failure", "unstable", "changed", "fixed", "regression", "aborted", "cleanup", "unsuccessful")
)
_CONTAINER_CALLS = frozenset(("docker.image", "docker", "dockerfile", "container"))


class Step(Struct, frozen=True):
    """One shell step."""

    shell: str
    """`sh`, `bat`, `powershell` or `pwsh`."""
    script: str
    line: int
    """Where its text starts."""
    stage: str
    caught: str
    """Why its failure does not fail the build, such as `catchError`; empty when it does."""
    outcome: str = ""
    """In a `post` section: `failure`, `always` …"""


class Stage(Struct, frozen=True):
    """One stage."""

    name: str
    line: int
    inside: str
    """Name of the stage around it; empty at the top."""
    parallel: bool
    when: str
    """The condition as written; empty without one."""
    image: str


class PostCall(Struct, frozen=True):
    """What is called when a build or stage ends."""

    outcome: str
    """`failure`, `always` …"""
    name: str
    """`mail`, `slackSend`, `emailext` …"""
    line: int
    stage: str
    text: str
    """Its arguments."""


class Pipeline(Struct, frozen=True):
    """One Jenkinsfile."""

    declarative: bool
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    post: tuple[PostCall, ...]
    triggers: tuple[tuple[str, str, int], ...]
    """(kind, schedule, line): `("cron", "H 4 * * *", 3)`."""
    approvals: tuple[tuple[str, int], ...]
    """`input` steps: the message and the line."""
    images: tuple[tuple[str, int], ...]
    calls: tuple[GroovyCall, ...]
    """Every call, in the order of the text."""


def read(text: str) -> Pipeline:
    """The pipeline of a Jenkinsfile; any text gives something."""
    refuse_large(text, "Jenkinsfile")
    root = read_calls(text.replace("\r\n", "\n"))
    reader = _Reader()
    reader.walk(root)
    return Pipeline(
        declarative=root.inside("pipeline") is not None,
        stages=tuple(reader.stages),
        steps=tuple(reader.steps),
        post=tuple(reader.post),
        triggers=tuple(reader.triggers),
        approvals=tuple(reader.approvals),
        images=tuple(reader.images),
        calls=tuple(reader.calls),
    )


class _Place(Struct, frozen=True):
    """Where a call stands."""

    stage: str = ""
    parallel: bool = False
    caught: str = ""
    post: bool = False
    outcome: str = ""


class _Reader:
    """Walks the calls with what surrounds them."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self.steps: list[Step] = []
        self.post: list[PostCall] = []
        self.triggers: list[tuple[str, str, int]] = []
        self.approvals: list[tuple[str, int]] = []
        self.images: list[tuple[str, int]] = []
        self.calls: list[GroovyCall] = []

    def walk(self, root: GroovyCall) -> None:
        """Visit every call."""
        stack: list[tuple[GroovyCall, _Place]] = [(root, _Place())]
        while stack:
            call, place = stack.pop()
            if call is not root:
                self.calls.append(call)
                place = self._visit(call, place)
            guarded = _guarded(call)
            for each in reversed(call.calls):
                stack.append((each, _caught(place, "`try` … `catch` swallows it") if each in guarded else place))

    def _visit(self, call: GroovyCall, place: _Place) -> _Place:
        first = call.args[0] if call.args else ""
        if call.name in _SHELLS:
            self._step(call, place)
        elif call.name in _TRIGGERS:
            self.triggers.append((call.name, first or call.named.get("cron", ""), call.line))
        elif call.name == "input":
            self.approvals.append((call.named.get("message", first), call.line))
        elif call.name in _CONTAINER_CALLS and (image := first or call.named.get("image", "")):
            self.images.append((image, call.line))
        elif call.name == "image" and first:
            self.images.append((first, call.line))
        elif call.name == "stage":
            return self._stage(call, place, first)
        if place.outcome and not call.closure:
            self.post.append(PostCall(place.outcome, call.name, call.line, place.stage, _arguments(call)))
        return _inner(call, place)

    def _stage(self, call: GroovyCall, place: _Place, name: str) -> _Place:
        when, agent = call.inside("when"), call.inside("agent")
        image = ""
        if agent:
            image = next((each.args[0] for each in agent.walk() if each.name in ("image", "docker") and each.args), "")
        name = name or call.named.get("name", "")
        condition = " ".join(when.text.split()) if when else ""
        self.stages.append(Stage(name, call.line, place.stage, place.parallel, condition, image))
        return _Place(stage=name, caught=place.caught)

    def _step(self, call: GroovyCall, place: _Place) -> None:
        script = call.named.get("script", call.args[0] if call.args else "")
        caught = place.caught
        if call.named.get("returnStatus") == "true":
            caught = "`returnStatus` hands its exit code to the script"
        self.steps.append(Step(call.name, script, call.line, place.stage, caught, place.outcome))


def _inner(call: GroovyCall, place: _Place) -> _Place:
    if call.name == "parallel":
        return _Place(place.stage, True, place.caught, place.post, place.outcome)
    if call.name == "post":
        return _Place(place.stage, False, place.caught, True)
    if place.post and call.name in _OUTCOMES:
        return _Place(place.stage, False, place.caught, True, call.name)
    lenient = call.name == "catchError" and call.named.get("buildResult") in ("SUCCESS", "UNSTABLE")
    if lenient or call.name == "warnError":
        return _caught(place, f"`{call.name}` lets the build pass")
    return place


def _caught(place: _Place, why: str) -> _Place:
    return _Place(place.stage, place.parallel, place.caught or why, place.post, place.outcome)


def _guarded(call: GroovyCall) -> list[GroovyCall]:
    """`try` blocks whose `catch` neither throws nor fails the build."""
    found: list[GroovyCall] = []
    for block, handler in zip(call.calls, call.calls[1:], strict=False):
        if block.name == "try" and handler.name == "catch":
            fails = any(each.name in ("error", "throw") for each in handler.walk())
            if not fails and "throw " not in handler.text and "FAILURE" not in handler.text:
                found.append(block)
    return found


def _arguments(call: GroovyCall) -> str:
    return " ".join([*call.args, *(f"{name}: {value}" for name, value in call.named.items())])[:2_000]
