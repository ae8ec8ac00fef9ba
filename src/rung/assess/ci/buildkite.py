"""Buildkite: the steps of a pipeline file; the platform decides what starts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.ci.base import Job, Step, Trigger, Vendor, When, Workflow
from rung.assess.ci.condition import never
from rung.assess.ci.definitions import Definitions, is_templated, items, mapping, scalars, scripts, strings, word
from rung.assess.ci.narrowing import pushed_to
from rung.assess.parse.yaml import YamlMap


class Buildkite(Vendor):
    """Files in `.buildkite`."""

    name = "buildkite"
    rank = 20

    def claims(self, path: str, name: str) -> bool:
        """A YAML file in a `.buildkite` folder that is called a pipeline."""
        return ".buildkite/" in f"/{path}" and "pipeline" in name and name.endswith((".yml", ".yaml"))

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """The one pipeline of the file."""
        documents = files.documents(path)
        document = documents[0] if documents else None
        listed = document.get("steps") if isinstance(document, YamlMap) else document
        if not isinstance(listed, list):
            return
        triggers = (Trigger(When.PUSH, unverified=True),)
        jobs = tuple(_jobs(listed, path, files, triggers))
        yield Workflow(self.name, path, triggers=triggers, jobs=jobs, templated=is_templated(path))


def _jobs(value: object, path: str, files: Definitions, triggers: tuple[Trigger, ...]) -> Iterator[Job]:
    blocked = False
    for index, (each, line) in enumerate(items(value), 1):
        node = mapping(each)
        blocked = blocked or "block" in node or word(each) == "block"
        if "group" in node:
            yield from _jobs(node.get("steps"), path, files, triggers)
        own = (Trigger(When.MANUAL, line),) if blocked else triggers
        if node and "group" not in node and not any(key in node for key in ("wait", "block", "input")):
            yield _job(node, index, line, path=path, files=files, triggers=own)


def _job(node: YamlMap, index: int, line: int, *, path: str, files: Definitions, triggers: tuple[Trigger, ...]) -> Job:
    branches = tuple(word(node.get("branches")).split())
    if branches and triggers[0].kind is When.PUSH:
        triggers = (Trigger(pushed_to(branches), line, branches, unverified=True),)
    return Job(
        id=word(node.get("key")) or word(node.get("label")) or f"step{index}",
        line=line,
        path=path,
        steps=tuple(_steps(node, path, files)),
        needs=strings(node.get("depends_on")),
        condition=word(node.get("if")),
        disabled="skip" if word(node.get("skip")) not in ("", "false") else never(word(node.get("if"))),
        swallows="soft_fail" if node.get("soft_fail") is True else "",
        calls=word(node.get("trigger")),
        triggers=triggers,
    )


def _steps(node: YamlMap, path: str, files: Definitions) -> Iterator[Step]:
    key = next((each for each in ("command", "commands") if each in node), "")
    if key:
        texts = list(scripts(node[key], node.lines[key]))
        yield Step(
            path,
            node.lines[key],
            word(node.get("label")),
            env=scalars(node.get("env")),
            script="\n".join(text for text, _ in texts),
            commands=files.listed(path, texts),
        )
    for each, line in items(node.get("plugins")):
        name = next(iter(mapping(each)), "") or word(each)
        yield Step(path, line, uses=name, with_=scalars(mapping(each).get(name)))
