"""Drone and its descendant Woodpecker: containers that run a list of commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.ci.base import Job, Step, Trigger, Vendor, When, Workflow
from rung.assess.ci.definitions import Definitions, is_templated, items, mapping, scalars, scripts, strings, word
from rung.assess.ci.narrowing import pushed_to
from rung.assess.parse.yaml import YamlMap

_EVENTS = {
    "push": When.PUSH,
    "pull_request": When.PULL_REQUEST,
    "tag": When.TAG,
    "release": When.RELEASE,
    "cron": When.SCHEDULE,
    "custom": When.MANUAL,
    "manual": When.MANUAL,
    "promote": When.MANUAL,
    "rollback": When.MANUAL,
    "deployment": When.DISPATCH,
}


class Drone(Vendor):
    """`.drone.yml`, `.woodpecker.yml` and the files in `.woodpecker`."""

    name = "drone"
    rank = 20

    def claims(self, path: str, name: str) -> bool:
        """The files that these two read."""
        single = name in (".drone.yml", ".drone.yaml", ".woodpecker.yml", ".woodpecker.yaml")
        return single or (path.startswith(".woodpecker/") and name.endswith((".yml", ".yaml")))

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """One workflow per document that is a pipeline."""
        for document in files.documents(path):
            if isinstance(document, YamlMap) and ("steps" in document or "pipeline" in document):
                rules = mapping(document.get("trigger")) or mapping(document.get("when"))
                triggers = _triggers(rules, document.lines.get("trigger", document.lines.get("when", 1)))
                steps = tuple(_steps(document, path, files))
                name = word(document.get("name")) or "default"
                job = Job(name, document.line or 1, path, steps, strings(document.get("depends_on")), triggers=triggers)
                yield Workflow(
                    self.name, path, name, triggers, (job,), document.line or 1, templated=is_templated(path)
                )


def _triggers(rules: YamlMap, line: int) -> tuple[Trigger, ...]:
    events = _included(rules.get("event")) or ("push", "pull_request")
    branches = _included(rules.get("branch"))
    cron = " ".join(_included(rules.get("cron")))
    found = []
    for event in events:
        kind = _EVENTS.get(event, When.UNKNOWN)
        kind = pushed_to(branches) if kind is When.PUSH else kind
        found.append(Trigger(kind, line, branches, cron=cron if kind is When.SCHEDULE else ""))
    return tuple(found)


def _included(value: object) -> tuple[str, ...]:
    return strings(mapping(value).get("include")) if isinstance(value, YamlMap) else strings(value)


def _steps(document: YamlMap, path: str, files: Definitions) -> Iterator[Step]:
    listed = document.get("steps", document.get("pipeline"))
    if isinstance(listed, YamlMap):
        named = [(name, mapping(node), listed.lines.get(name, 1)) for name, node in listed.items()]
    else:
        named = [(word(mapping(node).get("name")), mapping(node), line) for node, line in items(listed)]
    for name, node, line in named:
        ignored = word(node.get("failure")) == "ignore"
        texts = list(scripts(node.get("commands"), node.lines.get("commands", line)))
        yield Step(
            path=path,
            line=line,
            name=name,
            uses="" if texts else word(node.get("image")),
            with_=scalars(node.get("settings")),
            env=scalars(node.get("environment")),
            script="\n".join(text for text, _ in texts),
            commands=files.listed(path, texts),
            can_fail=not ignored,
            why_not="failure: ignore" if ignored else "",
        )
