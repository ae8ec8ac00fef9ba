"""Taskcluster: tasks that a JSON-e template makes for an event of the forge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.ci.base import Job, Step, Trigger, Vendor, When, Workflow
from rung.assess.ci.definitions import Definitions, is_templated, mapping, scalars, strings, word
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.assess.regex import regex

_EVENTS = {
    "github-push": When.PUSH,
    "github-pull-request": When.PULL_REQUEST,
    "github-release": When.RELEASE,
    "cron": When.SCHEDULE,
}
_SLUG = regex(r"as_slugid\(\s*['\"]([^'\"]+)")
_SHELLS = ("sh", "bash", "zsh")


class Taskcluster(Vendor):
    """`.taskcluster.yml` at the root: what lies deeper is not read by the platform."""

    name = "taskcluster"
    rank = 20

    def claims(self, path: str, name: str) -> bool:
        """The one file that the platform reads."""
        return path in (".taskcluster.yml", ".taskcluster.yaml")

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """One workflow with a job for every task of the template."""
        document = files.mapping(path)
        if document is None or "tasks" not in document:
            return
        line = document.lines.get("tasks", 1)
        triggers = (Trigger(When.PUSH, line), Trigger(When.PULL_REQUEST, line))
        jobs = tuple(_jobs(document["tasks"], path, files, triggers))
        yield Workflow(self.name, path, triggers=triggers, jobs=jobs, templated=is_templated(path))


def _jobs(value: object, path: str, files: Definitions, triggers: tuple[Trigger, ...]) -> Iterator[Job]:
    """Tasks below any JSON-e operator, with the events that its conditions leave."""
    if isinstance(value, YamlList):
        for each in value:
            yield from _jobs(each, path, files, triggers)
    elif isinstance(value, YamlMap):
        if "$mergeDeep" in value or "$merge" in value:
            merged = _merged(value.get("$mergeDeep", value.get("$merge")))
            if "command" in mapping(merged.get("payload")):
                yield _job(merged, path, files, triggers)
        elif "command" in mapping(value.get("payload")):
            yield _job(value, path, files, triggers)
        elif "$if" in value:
            line = value.lines.get("$if", value.line)
            yield from _jobs(value.get("then"), path, files, _under(word(value["$if"]), line, triggers))
            yield from _jobs(value.get("else"), path, files, triggers)
        else:
            for key in ("in", "each(task)"):
                yield from _jobs(value.get(key), path, files, triggers)
            if "$map" in value:
                for key, each in value.items():
                    yield from _jobs(each if key.startswith("each(") else None, path, files, triggers)


def _under(condition: str, line: int, triggers: tuple[Trigger, ...]) -> tuple[Trigger, ...]:
    """The events that a condition names, as far as they are possible here; all when it names none."""
    named = [kind for event, kind in _EVENTS.items() if event in condition]
    if not named or "!=" in condition:
        return triggers
    outer = {trigger.kind for trigger in triggers}
    kept = [kind for kind in named if kind in outer or kind in (When.RELEASE, When.SCHEDULE)]
    return tuple(Trigger(kind, line) for kind in kept) or triggers


def _merged(parts: object) -> YamlMap:
    """The mappings of a merge laid over each other; an inner mapping is merged too."""
    found = YamlMap(getattr(parts, "line", 1))
    each: list[object] = parts if isinstance(parts, list) else []
    for part in each:
        for key, value in mapping(part).items():
            old = found.get(key)
            found[key] = _merged([old, value]) if isinstance(old, YamlMap) and isinstance(value, YamlMap) else value
            found.lines[key] = mapping(part).lines.get(key, 1)
    return found


def _job(node: YamlMap, path: str, files: Definitions, triggers: tuple[Trigger, ...]) -> Job:
    payload = mapping(node.get("payload"))
    line = payload.lines.get("command", node.line)
    steps = tuple(_steps(payload, path, files, line))
    slug = _SLUG.search(word(mapping(node.get("taskId")).get("$eval")))
    return Job(
        id=slug[1] if slug else word(mapping(node.get("metadata")).get("name")) or f"line {line}",
        line=line,
        path=path,
        steps=steps,
        needs=tuple(_needs(node.get("dependencies"))),
        image=word(payload.get("image")),
        triggers=triggers,
    )


def _needs(value: object) -> Iterator[str]:
    for each in value if isinstance(value, YamlList) else ():
        slug = _SLUG.search(word(mapping(each).get("$eval")))
        yield slug[1] if slug else word(each)


def _steps(payload: YamlMap, path: str, files: Definitions, line: int) -> Iterator[Step]:
    """One step for each command: a list of words, or a list of such lists."""
    command = payload.get("command")
    lists = [each for each in command if isinstance(each, YamlList)] if isinstance(command, YamlList) else []
    for words in (*lists,) or (command,):
        script, at = _script(words, line)
        yield Step(path, at, env=scalars(payload.get("env")), script=script, commands=files.commands(path, script, at))


def _script(words: object, line: int) -> tuple[str, int]:
    """What a shell is given, or the words themselves."""
    texts = strings(words)
    if len(texts) > 1 and texts[0].rpartition("/")[2] in _SHELLS and texts[1].startswith("-"):
        at = words.lines[-1] if isinstance(words, YamlList) and len(words.lines) == len(texts) else line
        return texts[-1], at
    return " ".join(texts), line
