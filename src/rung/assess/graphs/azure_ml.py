"""Azure ML pipelines as YAML: steps with inputs and outputs, each a command, a component or a sweep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.ci.definitions import Definitions, mapping, word
from rung.assess.commands.azure_ml import SCHEMA, Work, works
from rung.assess.commands.executes import executed
from rung.assess.commands.locate import Locator
from rung.assess.graphs.base import Framework, Graph, Role, Schedule, Sources, Step, role_of
from rung.assess.invocation import By
from rung.assess.parse.program import program
from rung.assess.parse.yaml import YamlMap
from rung.domain import Place


class AzureMl(Framework):
    """Files with `jobs:` and a schema of Azure ML."""

    name = "azure-ml"

    def graphs(self, sources: Sources) -> Iterable[Graph]:
        """One graph a file, with the schedules that name it."""
        files = Definitions(sources.tree)
        locator = Locator(sources.tree, {}, {})
        documents = dict(_documents(sources, files))
        for path, document in documents.items():
            steps = mapping(document.get("jobs"))
            if not steps:
                continue
            known = {work.name: work for work in works(path, document, files)}
            yield Graph(
                self.name,
                path,
                Place(path),
                tuple(_step(name, mapping(steps[name]), known[name], sources, locator) for name in steps),
                tuple(_schedules(path, documents, files)),
                By.PIPELINE,
            )


def _documents(sources: Sources, files: Definitions) -> Iterator[tuple[str, YamlMap]]:
    for path in sources.paths("*.yml", "*.yaml"):
        if SCHEMA in (sources.tree.text(path) or ""):
            document = files.mapping(path)
            if document is not None and SCHEMA in word(document.get("$schema")):
                yield path, document


def _step(name: str, body: YamlMap, work: Work, sources: Sources, locator: Locator) -> Step:
    """A sweep trains; of others the name tells, or the component, or the command."""
    words = f"{name} {word(body.get('component'))} {work.command[:80]}"
    role = Role.TRAIN if work.sweeps else role_of(name) or role_of(words)
    return Step(name, work.place, role, _runs(work, sources, locator), sweeps=work.sweeps and bool(work.command))


def _runs(work: Work, sources: Sources, locator: Locator) -> str:
    """The script of the step, as the function that starts it."""
    for line in work.command.split("&&"):
        name, args = program(tuple(line.split()))
        for named in executed(name, args):
            path = (locator.module if named.module else locator.file)(named.text, work.folder)
            if path in sources.code.modules:
                return f"{path}::__main__" if sources.code.modules[path].main_guard else path
    return ""


def _schedules(path: str, documents: dict[str, YamlMap], files: Definitions) -> Iterator[Schedule]:
    for home, document in documents.items():
        if "create_job" in document and any(work.place.path == path for work in works(home, document, files)):
            trigger = mapping(document.get("trigger"))
            what = word(trigger.get("expression")) or word(trigger.get("frequency")) or "schedule"
            off = "off" if word(document.get("is_enabled")) == "false" else ""
            yield Schedule(Place(home, document.lines.get("trigger", 1)), what, off)
