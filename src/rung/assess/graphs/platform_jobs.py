"""Graphs declared in YAML or JSON for a platform: Argo, Databricks, Kubeflow, MLproject and the like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.ci.definitions import mapping
from rung.assess.graphs.base import Framework, Graph, Schedule, Sources, Step, role_of
from rung.assess.invocation import By
from rung.assess.parse import yaml
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.domain import Place
from rung.errors import UnreadableError

_LARGEST = 200_000
_LABELS = ("task_key", "id", "ID", "name", "key")
_BEFORE = ("dependencies", "depends_on", "dependsOn", "needs", "upstream_tasks", "upstream", "after")
_HINTS = ("workflow", "Workflow", "pipelineJob", "jobs:", "tasks:", "pipelineSpec", "entry_points", "steps:")


class PlatformJobs(Framework):
    """YAML that a platform runs."""

    name = "platform"

    def graphs(self, sources: Sources) -> Iterable[Graph]:
        """Look into every small YAML file that has the words of one of the platforms."""
        for path in sources.paths("*.yml", "*.yaml", "MLproject"):
            entry = sources.tree.entries[path]
            if (
                "/workflows/" in path
                or (entry.size or 0) > _LARGEST
                or entry.name.startswith(("docker-compose", "mkdocs"))
            ):
                continue
            text = sources.tree.text(path) or ""
            if not any(hint in text for hint in _HINTS):
                continue
            try:
                documents = yaml.read_templated(text) if "{{" in text else yaml.read(text)
            except UnreadableError:
                continue
            for document in documents:
                if isinstance(document, YamlMap):
                    yield from _read(path, document, sources)


def _read(path: str, document: YamlMap, sources: Sources) -> Iterator[Graph]:
    by = By.PIPELINE
    example = ".example" in path
    if document.get("kind") in ("Workflow", "CronWorkflow", "WorkflowTemplate"):
        yield _argo(path, document)
    elif "azuremlschemas" in str(document.get("$schema", "")):
        return
    elif isinstance(document.get("resources"), YamlMap) and mapping(document["resources"]).get("jobs"):
        yield from _databricks(path, mapping(mapping(document["resources"])["jobs"]))
    elif "pipelineSpec" in document or ("root" in document and "components" in document):
        root = mapping((mapping(document.get("pipelineSpec")) or document).get("root"))
        tasks = mapping(root.get("dag")).get("tasks")
        if isinstance(tasks, YamlMap):
            yield Graph("kfp", path, Place(path), tuple(_named(path, tasks)), by=By.NOBODY if example else by)
    elif path.endswith("MLproject") and isinstance(document.get("entry_points"), YamlMap):
        yield Graph(
            "mlproject", path, Place(path), tuple(_named(path, mapping(document["entry_points"]))), by=by, linear=True
        )
    elif isinstance(document.get("tasks"), (YamlList, YamlMap)):
        tasks = document["tasks"]
        while isinstance(tasks, YamlMap) and "$let" in tasks:
            tasks = tasks.get("in")
        if isinstance(tasks, (YamlList, YamlMap)):
            yield from _tasks(path, tasks)


def _named(path: str, steps: YamlMap) -> Iterator[Step]:
    for name, body in steps.items():
        words = name
        if isinstance(body, YamlMap):
            words += " " + str(body.get("component", "")) + " " + str(body.get("command", ""))[:80]
        yield Step(name, Place(path, steps.lines.get(name, 1)), role_of(name) or role_of(words))


def _tasks(path: str, tasks: YamlList | YamlMap) -> Iterator[Graph]:
    """Any list of tasks of which some name others that must come first."""
    if isinstance(tasks, YamlMap):
        items = [(name, body, tasks.lines.get(name, 1)) for name, body in tasks.items()]
    else:
        items = [("", body, line) for body, line in zip(tasks, tasks.lines, strict=False)]
    steps = []
    ordered = False
    for name, body, line in items:
        if not isinstance(body, YamlMap):
            continue
        label = name or next((str(body[key]) for key in _LABELS if key in body), "")
        ordered = ordered or any(key in body for key in _BEFORE)
        if label:
            steps.append(Step(label, Place(path, line), role_of(label)))
    if ordered and len(steps) > 1:
        yield Graph("tasks", path, Place(path), tuple(steps), by=By.PIPELINE)


def _argo(path: str, document: YamlMap) -> Graph:
    steps = []
    for tasks, _ in yaml.find(document, "tasks"):
        if isinstance(tasks, YamlList):
            for task, line in zip(tasks, tasks.lines, strict=False):
                name = str(task.get("name", "")) if isinstance(task, YamlMap) else ""
                steps.append(Step(name, Place(path, line), role_of(name)))
    spec = document.get("spec")
    schedules = []
    if isinstance(spec, YamlMap) and ("schedule" in spec or "schedules" in spec):
        paused = "suspended" if spec.get("suspend") is True else ""
        schedules.append(
            Schedule(Place(path, spec.lines.get("schedule", 1)), str(spec.get("schedule", "cron")), paused)
        )
    return Graph("argo", path, Place(path), tuple(steps), tuple(schedules), By.PIPELINE)


def _databricks(path: str, jobs: YamlMap) -> Iterator[Graph]:
    for name, job in jobs.items():
        if not isinstance(job, YamlMap):
            continue
        steps = []
        tasks = job.get("tasks")
        if isinstance(tasks, YamlList):
            for task, line in zip(tasks, tasks.lines, strict=False):
                key = str(task.get("task_key", "")) if isinstance(task, YamlMap) else ""
                steps.append(Step(key, Place(path, line), role_of(key)))
        schedules = [
            Schedule(
                Place(path, job.lines[key]), key, "paused" if "PAUSED" in str(job[key]).replace("UNPAUSED", "") else ""
            )
            for key in ("schedule", "trigger", "continuous")
            if key in job
        ]
        told = [Place(path, job.lines[key]) for key in ("email_notifications", "webhook_notifications") if key in job]
        place = Place(path, jobs.lines.get(name, 1))
        yield Graph("databricks", name, place, tuple(steps), tuple(schedules), By.PIPELINE, on_failure=tuple(told))
