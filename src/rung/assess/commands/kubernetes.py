"""Containers of Kubernetes workloads, Helm templates included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rung.assess.ci.definitions import Definitions, is_templated, items, mapping, strings, word
from rung.assess.commands.base import Recipe, Source, cut, words_command
from rung.assess.invocation import By
from rung.assess.parse import yaml
from rung.assess.parse.shell import Command
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex
from rung.errors import UnreadableError

_WORKLOAD = regex(
    rb"^[ \t]*(?:- )?kind:[ \t]*[\"']?(?:Deployment|Pod|Job|CronJob|StatefulSet|DaemonSet|ReplicaSet|CronWorkflow"
    rb"|Workflow|WorkflowTemplate|Service|InferenceService|RayJob|SparkApplication|PyTorchJob|TFJob)\b",
    re.M,
)
MAX_MANIFEST = 200_000
"""Bytes. Longer ones are bundles of somebody else's software."""


class Kubernetes(Source):
    """Commands and arguments of containers; those of a CronJob run on a schedule."""

    names = ("*.yaml", "*.yml", "*.yaml.tpl", "*.yml.tpl", "*.yaml.j2", "*.yml.j2")
    runner = "kubernetes"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per container that names what it runs."""
        size = files.tree.entries[path].size
        data = files.tree.content(path) if size is not None and size <= MAX_MANIFEST else None
        if data is None or b"container" not in data or not _WORKLOAD.search(data):
            return
        for document in _documents(path, data, files):
            scheduled = word(mapping(document).get("kind")) in ("CronJob", "CronWorkflow")
            suspended = any(value is True for value, _ in yaml.find(document, "suspend")) if scheduled else False
            for container in _containers(document):
                line = container.lines.get("command", container.lines.get("args", container.line))
                commands = tuple(_commands(container, line))
                if commands:
                    yield Recipe(
                        self.runner,
                        path,
                        f"{line}",
                        path,
                        line,
                        commands,
                        By.IMAGE | By.SCHEDULE if scheduled else By.IMAGE,
                        disabled="suspend: true" if suspended else "",
                        note=word(container.get("name")),
                    )


def _documents(path: str, data: bytes, files: Definitions) -> list[object]:
    try:
        if b"{{" in data and not is_templated(path):
            return yaml.read_templated(files.content(path))
        return files.documents(path)
    except UnreadableError:
        return []


def _containers(document: object) -> Iterator[YamlMap]:
    for key in ("containers", "initContainers"):
        for listed, _ in yaml.find(document, key):
            for each, _ in items(listed):
                if isinstance(each, YamlMap):
                    yield each
    for each, _ in yaml.find(document, "container"):
        if isinstance(each, YamlMap):
            yield each


def _commands(container: YamlMap, line: int) -> Iterator[Command]:
    words = [*strings(container.get("command")), *strings(container.get("args"))]
    if words and words[0].rsplit("/", 1)[-1] in ("sh", "bash") and len(words) > 2 and words[1].endswith("c"):
        given = container.get("args") if "args" in container and len(strings(container.get("command"))) == 2 else None
        lines = getattr(given, "lines", None)
        yield from cut(words[2], lines[0] + ("\n" in words[2]) if lines else line)
    elif words:
        yield words_command(words, line)
