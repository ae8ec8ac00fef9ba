"""CircleCI: workflows of jobs, with the commands of the file expanded and orbs named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from rung.assess.ci import circleci_logic
from rung.assess.ci.base import Job, Outside, Step, Trigger, Vendor, When, Workflow
from rung.assess.ci.definitions import Definitions, inside, is_templated, items, mapping, scalars, strings, word
from rung.assess.ci.narrowing import pushed_to
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex
from rung.domain import Place

_PARAMETER = regex(r"<<\s*parameters\.([\w-]+)\s*>>")
_MAX_DEPTH = 6


class CircleCi(Vendor):
    """`.circleci/config.yml`."""

    name = "circleci"
    rank = 20

    def claims(self, path: str, name: str) -> bool:
        """The files that CircleCI reads."""
        folder = path[: len(path) - len(name)]
        return folder.endswith(".circleci/") and name in ("config.yml", "config.yaml", "continue_config.yml")

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """The workflows of the file, and its jobs that no workflow runs."""
        documents = files.documents(path)
        document = documents[0] if documents else None
        if isinstance(document, YamlMap):
            yield from _Config(path, document, files).workflows()


class _Scope(Struct):
    parameters: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    shell: str = ""
    why_not: str = ""
    via: tuple[Place, ...] = ()

    def fill(self, text: str) -> str:
        return _PARAMETER.sub(lambda found: self.parameters.get(found[1], found[0]), text) if "<<" in text else text


class _Config:
    def __init__(self, path: str, document: YamlMap, files: Definitions) -> None:
        self.path = path
        self.document = document
        self.files = files
        self.orbs = {name: word(value) for name, value in mapping(document.get("orbs")).items()}
        self.given = mapping(document.get("jobs"))
        self.commands = mapping(document.get("commands"))
        self.used: set[str] = set()

    def workflows(self) -> Iterator[Workflow]:
        """One per entry of `workflows`; the job `build` alone where there is none."""
        nested = "" if self._at_root() else "a .circleci folder below the root never runs"
        listed = mapping(self.document.get("workflows"))
        for name, node in listed.items():
            if isinstance(node, YamlMap):
                triggers = _triggers(node, listed.lines.get(name, 1))
                jobs = tuple(self._jobs(node, triggers))
                yield self._workflow(name, listed.lines.get(name, 1), triggers, jobs, nested or _never(node))
        if not listed and "build" in self.given:
            triggers = (Trigger(When.PUSH),)
            yield self._workflow("build", 1, triggers, (self._job("build", "build", YamlMap(), triggers),), nested)
        idle = [name for name in self.given if name not in self.used]
        if idle:
            jobs = tuple(self._job(name, name, YamlMap(), ()) for name in idle)
            yield self._workflow("", 1, (), jobs, nested or "no workflow of the file runs these jobs")

    def _at_root(self) -> bool:
        at_root = self.path.startswith(".circleci/") and not self.files.tree.prefix
        return at_root or is_templated(self.path)

    def _workflow(
        self, name: str, line: int, triggers: tuple[Trigger, ...], jobs: tuple[Job, ...], disabled: str
    ) -> Workflow:
        line_of_orbs = Place(self.path, self.document.lines.get("orbs", 1))
        outside = (Outside(each, line_of_orbs, "orb") for each in self.orbs.values())
        return Workflow(
            "circleci",
            self.path,
            name,
            triggers,
            jobs,
            line,
            disabled=disabled,
            templated=is_templated(self.path),
            outside=tuple(each for each in outside if each.reference),
        )

    def _jobs(self, node: YamlMap, triggers: tuple[Trigger, ...]) -> Iterator[Job]:
        for each, _ in items(node.get("jobs")):
            entry = mapping(each)
            name, options = next(iter(entry.items())) if entry else (word(each), None)
            if name:
                self.used.add(name)
                options = mapping(options)
                yield self._job(name, word(options.get("name")) or name, options, _filtered(triggers, options))

    def _job(self, name: str, shown: str, options: YamlMap, triggers: tuple[Trigger, ...]) -> Job:
        node = mapping(self.given.get(name))
        approval = word(options.get("type")) == "approval"
        folder = word(node.get("working_directory"))
        scope = _Scope(
            {**_defaults(node), **scalars(options)},
            inside("", re.sub(r"^~?/?[\w-]*project/?|^~/.*|^/.*", "", folder)),
            word(node.get("shell")),
        )
        steps = tuple(self._steps(node.get("steps"), scope, 0))
        if options.get("pre-steps"):
            steps = (*self._steps(options["pre-steps"], scope, 0), *steps)
        known = bool(node) or approval
        return Job(
            id=shown,
            line=self.given.lines.get(name, 1),
            path=self.path,
            steps=steps,
            needs=tuple(_required(options.get("requires"))),
            environment=word(options.get("context")) if approval else "",
            image=self._image(node, scope),
            calls="" if known else self._orb_reference(name),
            matrix={
                key: strings(value) for key, value in mapping(mapping(options.get("matrix")).get("parameters")).items()
            },
            triggers=(Trigger(When.MANUAL, triggers[0].line),) if approval and triggers else triggers,
        )

    def _image(self, node: YamlMap, scope: _Scope) -> str:
        executor = node.get("executor")
        name = word(mapping(executor).get("name")) or word(executor)
        source = mapping(mapping(self.document.get("executors")).get(name)) if name else node
        images = [word(mapping(each).get("image")) for each, _ in items(source.get("docker"))]
        machine = source.get("machine")
        return scope.fill(images[0] if images else word(mapping(machine).get("image")) or name)

    def _orb_reference(self, name: str) -> str:
        orb, slash, rest = name.partition("/")
        return f"{self.orbs[orb]}/{rest}" if slash and self.orbs.get(orb) else name

    def _steps(self, value: object, scope: _Scope, depth: int) -> Iterator[Step]:
        for each, line in items(value):
            entry = mapping(each)
            name, given = next(iter(entry.items())) if entry else (word(each), None)
            if name == "run":
                yield self._run(given, entry.lines.get("run", line), scope)
            elif name in ("when", "unless"):
                if depth < _MAX_DEPTH:
                    off = circleci_logic.holds(mapping(given).get("condition"), scope.fill) is (name == "unless")
                    why = f"{name}: its condition never holds" if off else ""
                    for step in self._steps(mapping(given).get("steps"), scope, depth + 1):
                        yield replace(step, disabled=step.disabled or why)
            elif name in self.commands and depth < _MAX_DEPTH:
                yield from self._command(name, mapping(given), line, scope, depth)
            elif name:
                inputs = {key: scope.fill(text) for key, text in scalars(given).items()}
                yield Step(
                    self.path, line, uses=self._orb_reference(name), with_=inputs, folder=scope.folder, via=scope.via
                )

    def _command(self, name: str, given: YamlMap, line: int, scope: _Scope, depth: int) -> Iterator[Step]:
        node = mapping(self.commands[name])
        filled = {key: scope.fill(value) for key, value in scalars(given).items()}
        inner = replace(scope, parameters={**_defaults(node), **filled}, via=(*scope.via, Place(self.path, line)))
        yield from self._steps(node.get("steps"), inner, depth + 1)

    def _run(self, given: object, line: int, scope: _Scope) -> Step:
        node = mapping(given)
        text = scope.fill(word(node.get("command")) or word(given))
        shell = word(node.get("shell")) or scope.shell or "/bin/bash -eo pipefail"
        flags = shell.split()[1:]
        late = word(node.get("when")) == "on_fail"
        folder = scope.fill(word(node.get("working_directory")))
        return Step(
            path=self.path,
            line=line,
            name=scope.fill(word(node.get("name"))),
            env=scalars(node.get("environment")),
            script=text,
            commands=self.files.commands(
                self.path,
                text,
                node.lines.get("command", line),
                errexit=any(each.startswith("-") and "e" in each for each in flags),
                pipefail="pipefail" in flags,
            ),
            condition=word(node.get("when")),
            can_fail=not late,
            why_not="runs only after a failure" if late else "",
            folder=inside("", folder) if folder and not folder.startswith(("~", "/")) else scope.folder,
            via=scope.via,
        )


def _never(node: YamlMap) -> str:
    """Why a workflow never runs; empty when it may."""
    for key in ("when", "unless"):
        if key in node and circleci_logic.holds(node[key], str) is (key == "unless"):
            return f"{key}: its condition never holds"
    return ""


def _defaults(node: YamlMap) -> dict[str, str]:
    given = {name: mapping(each) for name, each in mapping(node.get("parameters")).items()}
    return {name: word(each["default"]) for name, each in given.items() if "default" in each}


def _required(value: object) -> Iterator[str]:
    for each, _ in items(value):
        yield word(each) or next(iter(mapping(each)), "")


def _triggers(node: YamlMap, line: int) -> tuple[Trigger, ...]:
    found = []
    for each, at in items(node.get("triggers")):
        schedule = mapping(mapping(each).get("schedule"))
        if schedule:
            branches = strings(mapping(mapping(schedule.get("filters")).get("branches")).get("only"))
            found.append(Trigger(When.SCHEDULE, at, branches, cron=word(schedule.get("cron"))))
    if not found and "scheduled_pipeline" in str(node.get("when", "")):
        found.append(Trigger(When.SCHEDULE, node.lines["when"], unverified=True))
    return tuple(found) or (Trigger(When.PUSH, line),)


def _filtered(triggers: tuple[Trigger, ...], options: YamlMap) -> tuple[Trigger, ...]:
    """The triggers under the `filters` of one job: tags run only where they are asked for."""
    filters = mapping(options.get("filters"))
    if not filters or not triggers or triggers[0].kind is not When.PUSH:
        return triggers
    line = options.lines.get("filters", triggers[0].line)
    branches, tags = mapping(filters.get("branches")), mapping(filters.get("tags"))
    found = [Trigger(When.TAG, line)] if tags and "only" in tags else []
    if strings(branches.get("ignore")) != ("/.*/",):
        only = strings(branches.get("only"))
        found.append(Trigger(pushed_to(only), line, only))
    return tuple(found)
