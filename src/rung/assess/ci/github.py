"""GitHub Actions, and Gitea and Forgejo, which run the same files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.ci.base import Job, Outside, Trigger, Vendor, Workflow
from rung.assess.ci.definitions import Definitions, inside, is_templated, mapping, scalars, strings, word
from rung.assess.ci.github_steps import Surroundings, idle_gate, ignores_failure, is_known, never, steps_of
from rung.assess.ci.github_triggers import job_triggers, triggers_of
from rung.assess.parse.yaml import YamlMap
from rung.assess.tree.shared import called_from_github
from rung.domain import Place

_FOLDERS = (".github/workflows/", ".gitea/workflows/", ".forgejo/workflows/")
_MAX_CALLS = 4


class GitHub(Vendor):
    """Files in `.github/workflows`; only those of the root ever run."""

    name = "github"
    rank = 10

    def claims(self, path: str, name: str) -> bool:
        """A YAML file directly in a workflows folder, at any depth."""
        folder = path[: len(path) - len(name)]
        return any(folder == each or folder.endswith("/" + each) for each in _FOLDERS)

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """The one workflow of the file."""
        documents = files.documents(path)
        document = documents[0] if documents else None
        if not isinstance(document, YamlMap) or "jobs" not in document:
            return
        triggers = triggers_of(document)
        reading = _Reading(path, document, files, triggers)
        jobs = tuple(reading.jobs())
        yield Workflow(
            self.name,
            path,
            word(document.get("name")),
            triggers,
            jobs,
            document.line or 1,
            disabled=_never_runs(path, files) or ("" if triggers else _unstarted(document)),
            templated=is_templated(path),
            outside=tuple(reading.outside),
            uses_files=tuple(dict.fromkeys(reading.used)),
        )


def _never_runs(path: str, files: Definitions) -> str:
    if is_templated(path):
        return ""
    nested = files.tree.prefix or not path.startswith(_FOLDERS)
    return "workflow in a nested folder never runs" if nested else ""


def _unstarted(document: YamlMap) -> str:
    """Why a workflow whose every trigger leaves everything out never runs; empty when it names none."""
    return "its triggers leave out every change" if mapping(document.get("on", document.get("true"))) else ""


class _Caller(Struct):
    """The job that calls a reusable workflow."""

    job: Job
    values: Mapping[tuple[str, str], str]


class _Reading:
    """Reads the jobs of one file, and of the local workflows it calls."""

    def __init__(
        self,
        path: str,
        document: YamlMap,
        files: Definitions,
        triggers: tuple[Trigger, ...],
        caller: _Caller | None = None,
    ) -> None:
        self.path = path
        self.document = document
        self.files = files
        self.triggers = triggers
        self.caller = caller
        self.outside: list[Outside] = []
        self.used: list[str] = []

    def jobs(self) -> Iterable[Job]:
        """Every job of the file; what a job calls follows it."""
        given = mapping(self.document.get("jobs"))
        for name, node in given.items():
            if isinstance(node, YamlMap):
                job = self._job(name, node, given.lines.get(name, node.line))
                called = tuple(self._called(job, node)) if job.calls else ()
                yield replace(job, needs=(*job.needs, *(each.id for each in called)))
                yield from called

    def _job(self, name: str, node: YamlMap, line: int) -> Job:
        condition = word(node.get("if"))
        matrix = _matrix(node)
        image = node.get("container") or node.get("runs-on")
        around = self._surroundings(node, matrix)
        own = job_triggers(self.triggers, condition)
        disabled = never(condition) or next((f"its matrix has no {key}" for key in matrix if not matrix[key]), "")
        if not disabled and self.triggers and not own:
            disabled = f"if: {condition} holds under no trigger of the workflow"
        environment = node.get("environment")
        return Job(
            id=f"{self.caller.job.id}/{name}" if self.caller else name,
            line=line,
            path=self.path,
            steps=steps_of(node.get("steps"), around),
            needs=self._needs(node),
            environment=around.fill(word(mapping(environment).get("name")) or word(environment)),
            image=around.fill(word(mapping(image).get("image")) or " ".join(strings(image))),
            condition=condition,
            disabled=disabled or (self.caller.job.disabled if self.caller else ""),
            swallows=ignores_failure(node) or idle_gate(condition) or (self.caller.job.swallows if self.caller else ""),
            permissions=_permissions(node, self.document),
            calls=word(node.get("uses")),
            with_=scalars(node.get("with")),
            matrix=matrix,
            triggers=own,
            via=(*self.caller.job.via, self.caller.job.place) if self.caller else (),
        )

    def _needs(self, node: YamlMap) -> tuple[str, ...]:
        own = strings(node.get("needs"))
        if not self.caller:
            return own
        return (*self.caller.job.needs, *(f"{self.caller.job.id}/{each}" for each in own))

    def _surroundings(self, node: YamlMap, matrix: Mapping[str, tuple[str, ...]]) -> Surroundings:
        defaults = [mapping(mapping(each.get("defaults")).get("run")) for each in (node, self.document)]
        values = {("matrix", key): options[0] for key, options in matrix.items() if len(options) == 1}
        for each in (self.document, node):
            known = {key: value for key, value in scalars(each.get("env")).items() if is_known(value)}
            values.update({("env", key): value for key, value in known.items()})
        if self.caller:
            values.update(self.caller.values)
        shell = next((word(each.get("shell")) for each in defaults if "shell" in each), "")
        if not shell and "windows" in word(node.get("runs-on")).lower():
            shell = "pwsh"
        folder = next((word(each.get("working-directory")) for each in defaults if "working-directory" in each), "")
        around = Surroundings(self.path, self.files, shell, values=values, used=self.used, via=self._via())
        filled = around.fill(folder)
        return replace(around, folder=filled if "$" in filled else inside("", filled))

    def _via(self) -> tuple[Place, ...]:
        return (*self.caller.job.via, self.caller.job.place) if self.caller else ()

    def _called(self, job: Job, node: YamlMap) -> Iterable[Job]:
        """The jobs of a reusable workflow; that of another repository is noted, and read where it is lent."""
        foreign = called_from_github(job.calls, self.path)
        path = foreign.name if foreign else inside("", job.calls)
        if not job.calls.startswith("./"):
            self.outside.append(Outside(job.calls, job.place, "workflow", read=path in self.files.tree))
        document = self.files.mapping(path)
        if document is None or len(job.via) >= _MAX_CALLS:
            return
        self.used.append(path)
        values = {("inputs", key): value for key, value in _defaults(document).items()}
        values.update({("inputs", key): value for key, value in scalars(node.get("with")).items()})
        inner = _Reading(path, document, self.files, job.triggers, _Caller(job, values))
        yield from inner.jobs()
        self.outside += inner.outside
        self.used += inner.used


def _defaults(document: YamlMap) -> dict[str, str]:
    inputs = mapping(mapping(mapping(document.get("on", document.get("true"))).get("workflow_call")).get("inputs"))
    given = {name: mapping(each).get("default") for name, each in inputs.items()}
    return {name: word(value) for name, value in given.items() if value is not None}


def _permissions(node: YamlMap, document: YamlMap) -> Mapping[str, str]:
    given = node.get("permissions", document.get("permissions"))
    return scalars(given) if isinstance(given, dict) else ({"*": word(given)} if given else {})


def _is_composed(options: object) -> bool:
    """A list of mappings: there are values, and no text of them."""
    return isinstance(options, list) and any(isinstance(each, (dict, list)) for each in options)


def _matrix(node: YamlMap) -> dict[str, tuple[str, ...]]:
    given = mapping(mapping(node.get("strategy")).get("matrix"))
    values: dict[str, tuple[str, ...]] = {
        key: strings(options) if not _is_composed(options) else ("{}",)
        for key, options in given.items()
        if key not in ("include", "exclude")
    }
    included = given.get("include")
    for each in included if isinstance(included, list) else ():
        for key, value in scalars(each).items():
            values[key] = tuple(dict.fromkeys((*values.get(key, ()), value)))
    return values
