"""Travis CI: the phases of `.travis.yml`, once or per entry of `jobs.include`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rung.assess.ci.base import Job, Step, Trigger, Vendor, When, Workflow
from rung.assess.ci.condition import never
from rung.assess.ci.definitions import Definitions, is_templated, items, mapping, scalars, scripts, strings, word
from rung.assess.ci.narrowing import pushed_to
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex

_PHASES = ("before_install", "install", "before_script", "script", "before_deploy", "after_success", "after_script")
_TOO_LATE = frozenset({"after_success", "after_script", "after_failure"})
_KINDS = {
    "type = cron": When.SCHEDULE,
    "type = pull_request": When.PULL_REQUEST,
    "type = api": When.DISPATCH,
    "tag is present": When.TAG,
    "tag =~": When.TAG,
    "type = push": When.PUSH,
}


class Travis(Vendor):
    """`.travis.yml`."""

    name = "travis"
    rank = 20

    def claims(self, path: str, name: str) -> bool:
        """A file of that name at any depth."""
        return name == ".travis.yml"

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """The one workflow of the file."""
        documents = files.documents(path)
        document = documents[0] if documents else None
        if not isinstance(document, YamlMap):
            return
        triggers = _triggers(document)
        nested = ("/" in path or files.tree.prefix) and not is_templated(path)
        yield Workflow(
            self.name,
            path,
            triggers=triggers,
            jobs=tuple(_jobs(path, document, files, triggers)),
            disabled="a .travis.yml below the root never runs" if nested else never(word(document.get("if"))),
            templated=is_templated(path),
        )


def _triggers(document: YamlMap) -> tuple[Trigger, ...]:
    line = document.lines.get("branches", document.lines.get("if", 1))
    stated = _stated(word(document.get("if")), line)
    if stated:
        return stated
    only = strings(mapping(document.get("branches")).get("only"))
    return (Trigger(pushed_to(only), line, only), Trigger(When.PULL_REQUEST, line, only))


def _stated(condition: str, line: int) -> tuple[Trigger, ...]:
    low = condition.lower().replace("==", "=")
    return tuple(Trigger(kind, line, unverified=kind is When.SCHEDULE) for text, kind in _KINDS.items() if text in low)


def _jobs(path: str, document: YamlMap, files: Definitions, triggers: tuple[Trigger, ...]) -> Iterator[Job]:
    included = mapping(document.get("jobs", document.get("matrix"))).get("include")
    entries = [(mapping(each), line) for each, line in items(included)]
    matrix = [(_with_env(each), line) for each, line in _matrix(document)]
    varied = [each for each in entries if "env" in each[0]]
    if not varied and not matrix and (not entries or "script" in document):
        yield _job("build", 1, path, document, YamlMap(), files=files, triggers=triggers)
    for index, (node, line) in enumerate([*matrix, *entries][:_MOST_JOBS], 1):
        name = word(node.get("name")) or word(node.get("stage")) or f"job{index}"
        if not _PHASES_SET.isdisjoint(node) or "deploy" in node or ("env" in node and "script" in document):
            own = _stated(word(node.get("if")), line) or triggers
            yield _job(name, line, path, document, node, files=files, triggers=own)


_PHASES_SET = frozenset(_PHASES)
_MOST_JOBS = 60
_PAIR = regex(r"""(?<!\w)(\w+)=("[^"]*"|'[^']*'|\S*)""")


def _matrix(document: YamlMap) -> list[tuple[object, int]]:
    """The sets of variables that the build runs with, one job each."""
    env = document.get("env")
    if isinstance(env, YamlMap):
        env = env.get("jobs", env.get("matrix")) if {"jobs", "matrix", "global"} & env.keys() else None
    return [(each, line) for each, line in items(env) if isinstance(each, str)] if isinstance(env, list) else []


def _with_env(env: object) -> YamlMap:
    node = YamlMap()
    node["env"] = env
    return node


def _variables(document: YamlMap, node: YamlMap) -> dict[str, str]:
    """What the shell of a job finds in its environment: what holds for all, then its own."""
    common = document.get("env")
    if isinstance(common, YamlMap) and {"jobs", "matrix", "global"} & common.keys():
        common = common.get("global")
    elif isinstance(common, list):
        common = None
    return {**_pairs(common), **_pairs(node.get("env"))}


def _pairs(given: object) -> dict[str, str]:
    if isinstance(given, list):
        return {name: value for each in given for name, value in _pairs(each).items()}
    if isinstance(given, YamlMap):
        return {name: word(value) for name, value in given.items() if word(value)}
    return {found[1]: found[2].strip("\"'") for found in _PAIR.finditer(word(given)[:_MOST_ENV])}


_MOST_ENV = 2_000


def _job(
    name: str,
    line: int,
    path: str,
    document: YamlMap,
    node: YamlMap,
    *,
    files: Definitions,
    triggers: tuple[Trigger, ...],
) -> Job:
    steps = []
    variables = _variables(document, node)
    for phase in _PHASES:
        holder = node if phase in node else document
        if phase in holder:
            steps.append(_phase(phase, holder[phase], path, holder.lines[phase], files, variables))
    holder = node if "deploy" in node else document
    steps += _deploys(holder.get("deploy"), path, holder.lines.get("deploy", line), files)
    return Job(
        id=name,
        line=line,
        path=path,
        steps=tuple(steps),
        image=word(node.get("dist", document.get("dist"))),
        condition=word(node.get("if")),
        disabled=never(word(node.get("if"))),
        triggers=triggers,
    )


def _phase(phase: str, value: object, path: str, line: int, files: Definitions, variables: Mapping[str, str]) -> Step:
    texts = list(scripts(value, line))
    late = phase in _TOO_LATE
    return Step(
        path,
        line,
        phase,
        script="\n".join(text for text, _ in texts),
        # Each line runs on its own: any that fails makes the build fail, though the next ones still run.
        commands=tuple(each for text, at in texts for each in files.commands(path, text, at, variables=variables)),
        can_fail=not late,
        why_not=f"{phase} cannot fail the build" if late else "",
    )


def _deploys(value: object, path: str, line: int, files: Definitions) -> list[Step]:
    found = []
    for each, at in items(value):
        node = mapping(each)
        script = word(node.get("script"))
        commands = files.commands(path, script, node.lines.get("script", line))
        uses = word(node.get("provider"))
        found.append(Step(path, at or line, "deploy", uses, scalars(node), script=script, commands=commands))
    return found
