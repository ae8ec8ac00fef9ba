"""Azure Pipelines: any YAML file of that shape, since their names and places are free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from rung.assess.ci.actions import command_of
from rung.assess.ci.azure_repositories import repositories_of
from rung.assess.ci.azure_templates import Expander, Item, Scope, defaults
from rung.assess.ci.azure_triggers import job_triggers, triggers_of
from rung.assess.ci.base import Job, Step, Trigger, Vendor, Workflow
from rung.assess.ci.condition import holds
from rung.assess.ci.definitions import Definitions, inside, is_templated, items, mapping, scalars, strings, word
from rung.assess.parse.shell import Command
from rung.assess.parse.yaml import YamlMap

_SCRIPTS = ("script", "bash", "pwsh", "powershell")
_STEPS = frozenset({*_SCRIPTS, "task", "checkout", "publish", "download", "template", "downloadBuild", "getPackage"})
_OWN = ("trigger", "pr", "schedules", "pool", "resources", "extends")
_INLINE = ("inlineScript", "InlineScript", "script", "inline", "Inline")
_STRATEGIES = ("preDeploy", "deploy", "routeTraffic", "postRouteTraffic")


class Azure(Vendor):
    """Azure Pipelines."""

    name = "azure"
    rank = 60

    def claims(self, path: str, name: str) -> bool:
        """The usual name of the file."""
        return name.startswith("azure-pipelines") and name.endswith((".yml", ".yaml"))

    def fits(self, document: Mapping[str, object]) -> bool:
        """It has steps, jobs or stages as Azure writes them, and something only a whole pipeline has."""
        if "jobs" in document and isinstance(document["jobs"], dict):
            return False
        shaped = any(_is_list_of(document.get(key), known) for key, known in _SHAPES.items())
        extended = isinstance(document.get("extends"), dict) and "template" in mapping(document["extends"])
        return extended or (shaped and any(key in document for key in _OWN))

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """The pipeline of the file."""
        documents = files.documents(path)
        document = documents[0] if documents else None
        if not isinstance(document, YamlMap) or not any(key in document for key in (*_SHAPES, "extends")):
            return
        triggers = triggers_of(document)
        reading = _Reading(files, triggers)
        jobs = tuple(reading.jobs(document, path))
        yield Workflow(
            self.name,
            path,
            word(document.get("name")),
            triggers,
            jobs,
            templated=is_templated(path),
            outside=tuple(reading.expander.outside),
            uses_files=tuple(dict.fromkeys(reading.expander.used)),
        )


_SHAPES: dict[str, frozenset[str]] = {
    "steps": _STEPS,
    "jobs": frozenset({"job", "deployment", "template"}),
    "stages": frozenset({"stage", "template"}),
}


def _is_list_of(value: object, known: frozenset[str]) -> bool:
    """Whether the value is a list in which most items have one of these keys."""
    nodes = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    fitting = sum(1 for each in nodes if not known.isdisjoint(each) or any(key.startswith("${{") for key in each))
    return bool(nodes) and fitting * 2 > len(nodes)


class _Reading:
    def __init__(self, files: Definitions, triggers: tuple[Trigger, ...]) -> None:
        self.files = files
        self.triggers = triggers
        self.expander = Expander(files)

    def jobs(self, document: YamlMap, path: str) -> Iterator[Job]:
        """The jobs of the whole pipeline."""
        self.expander.repositories = repositories_of(document)
        scope = Scope(path, defaults(document), {})
        scope = replace(scope, variables=self._variables(document, scope))
        extended = mapping(document.get("extends"))
        if "template" in extended:
            found = self.expander.document(extended, document.lines.get("extends", 1), scope)
            if found:
                document, scope = found
        pool = _image(document, scope)
        if "stages" in document:
            yield from self._stages(document, scope, pool)
        elif "jobs" in document:
            yield from self._jobs(document.get("jobs"), scope, stage=YamlMap(), prefix="", needs=(), pool=pool)
        elif "steps" in document:
            yield self._job(Item(document, document.lines["steps"], scope), "job", YamlMap(), (), pool)

    def _variables(self, document: YamlMap, scope: Scope) -> dict[str, str]:
        given = document.get("variables")
        if isinstance(given, YamlMap):
            return {name.lower(): value for name, value in scalars(given).items()}
        found: dict[str, str] = {}
        for each, line in items(given):
            node = mapping(each)
            if "template" in node:
                inner = self.expander.document(node, line, scope)
                found.update(self._variables(*inner) if inner else {})
            elif word(node.get("name")):
                found[word(node.get("name")).lower()] = scope.fill(word(node.get("value")))
        return found

    def _stages(self, document: YamlMap, scope: Scope, pool: str) -> Iterator[Job]:
        ids: dict[str, tuple[str, ...]] = {}
        before = ""
        for index, item in enumerate(self.expander.listed(document.get("stages"), "stages", scope), 1):
            name = item.scope.fill(word(item.node.get("stage"))) or f"stage{index}"
            depends = strings(item.node.get("dependsOn")) if "dependsOn" in item.node else (before,)
            needs = tuple(each for stage in depends for each in ids.get(item.scope.fill(stage), ()))
            inner = replace(item.scope, variables={**item.scope.variables, **self._variables(item.node, item.scope)})
            own = _image(item.node, inner) or pool
            jobs = list(self._jobs(item.node.get("jobs"), inner, stage=item.node, prefix=name, needs=needs, pool=own))
            ids[name], before = tuple(job.id for job in jobs), name
            yield from jobs

    def _jobs(
        self, value: object, scope: Scope, *, stage: YamlMap, prefix: str, needs: tuple[str, ...], pool: str
    ) -> Iterator[Job]:
        for index, item in enumerate(self.expander.listed(value, "jobs", scope), 1):
            own = item.scope.fill(word(item.node.get("job")) or word(item.node.get("deployment"))) or f"job{index}"
            name = f"{prefix}/{own}" if prefix else own
            within = tuple(f"{prefix}/{each}" if prefix else each for each in strings(item.node.get("dependsOn")))
            yield self._job(item, name, stage, (*needs, *within), pool)

    def _job(self, item: Item, name: str, stage: YamlMap, needs: tuple[str, ...], pool: str) -> Job:
        node = item.node
        scope = replace(item.scope, variables={**item.scope.variables, **self._variables(node, item.scope)})
        triggers, disabled, conditions = self.triggers, "", []
        for condition in (word(stage.get("condition")), word(node.get("condition"))):
            if condition:
                conditions.append(condition)
                triggers = job_triggers(triggers, scope.fill(condition))
                disabled = disabled or _never(scope.fill(condition))
        environment = node.get("environment")
        return Job(
            id=name,
            line=item.line,
            path=scope.path,
            steps=tuple(self._steps(node, scope)),
            needs=needs,
            environment=scope.fill(word(mapping(environment).get("name")) or word(environment)),
            image=_image(node, scope) or pool,
            condition=" and ".join(conditions),
            disabled=disabled or ("its condition holds under no trigger of the pipeline" if not triggers else ""),
            swallows="continueOnError" if word(node.get("continueOnError")) == "true" else "",
            matrix={
                each: tuple(scalars(options).values())
                for each, options in mapping(mapping(node.get("strategy")).get("matrix")).items()
            },
            triggers=triggers,
            via=scope.via,
        )

    def _steps(self, node: YamlMap, scope: Scope) -> Iterator[Step]:
        for item in self.expander.listed(node.get("steps"), "steps", scope):
            yield self._step(item)
        strategy = mapping(node.get("strategy"))
        for kind in ("runOnce", "rolling", "canary"):
            phases = mapping(strategy.get(kind))
            for phase in _STRATEGIES:
                for item in self.expander.listed(mapping(phases.get(phase)).get("steps"), "steps", scope):
                    yield self._step(item)
            succeeded = mapping(mapping(phases.get("on")).get("success"))
            for item in self.expander.listed(succeeded.get("steps"), "steps", scope):
                yield self._step(item)

    def _step(self, item: Item) -> Step:
        node, scope = item.node, item.scope
        condition = scope.fill(word(node.get("condition")))
        ignored = word(node.get("continueOnError")).lower() == "true"
        given = {key: scope.fill(value) for key, value in scalars(node.get("inputs")).items()}
        folder = scope.fill(word(node.get("workingDirectory")) or given.get("workingDirectory", ""))
        text, line, errexit = _script(item, given)
        return Step(
            path=scope.path,
            line=item.line,
            name=scope.fill(word(node.get("displayName")) or word(node.get("name"))),
            uses=word(node.get("task")) or _built_in(node),
            with_=given or _checkout(node),
            env=scalars(node.get("env")),
            script=text,
            commands=self._commands(text, line, errexit, item),
            can_fail=not ignored,
            why_not="continueOnError" if ignored else "",
            condition=condition,
            disabled="enabled: false" if word(node.get("enabled")).lower() == "false" else _never(condition),
            folder=folder if "$" in folder else inside("", folder),
            via=scope.via,
        )

    def _commands(self, text: str, line: int, errexit: bool, item: Item) -> tuple[Command, ...]:
        known = {key: value for key, value in scalars(item.node.get("env")).items() if "$" not in value}
        known.update((name.replace(".", "_").upper(), value) for name, value in item.scope.variables.items())
        return self.files.commands(item.scope.path, text, line, errexit=errexit, variables=known)


def _script(item: Item, given: Mapping[str, str]) -> tuple[str, int, bool]:
    """The script of a step, the line of its key, and whether its first failure ends it."""
    node, fill = item.node, item.scope.fill
    for key in _SCRIPTS:
        if key in node:
            # Neither `script` nor `bash` sets -e: only the last command decides.
            return fill(word(node[key])), node.lines[key], False
    inputs = mapping(node.get("inputs"))
    action = word(node.get("task")).split("@", 1)[0].lower()
    for key in _INLINE:
        if given.get(key) and action != "pythonscript":
            return given[key], inputs.lines.get(key, item.line), False
    return command_of(action, given), item.line, True


def _built_in(node: YamlMap) -> str:
    return next((key for key in ("checkout", "publish", "download", "downloadBuild", "getPackage") if key in node), "")


def _checkout(node: YamlMap) -> dict[str, str]:
    """Which other repository a `checkout:` brings, and where to."""
    name = word(node.get("checkout"))
    given = {"repository": "" if name in ("self", "none") else name, "path": word(node.get("path"))}
    return {key: value for key, value in given.items() if value}


def _never(condition: str) -> str:
    return f"condition: {condition}" if condition and holds(condition, {}) is False else ""


def _image(node: YamlMap, scope: Scope) -> str:
    container, pool = node.get("container"), node.get("pool")
    pooled = word(mapping(pool).get("vmImage")) or word(mapping(pool).get("name")) or word(pool)
    return scope.fill(word(mapping(container).get("image")) or word(container) or pooled)
