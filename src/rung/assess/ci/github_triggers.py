"""The `on:` of a GitHub workflow, and what the `if:` of a job leaves of it."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.ci.base import Trigger, When
from rung.assess.ci.condition import unwrap
from rung.assess.ci.definitions import items, mapping, strings, word
from rung.assess.ci.narrowing import Case, named_branches, narrow, only_default, pushed_to
from rung.assess.parse.yaml import YamlMap, line_of

_KINDS = {
    "pull_request": When.PULL_REQUEST,
    "pull_request_target": When.PULL_REQUEST,
    "merge_group": When.PULL_REQUEST,
    "release": When.RELEASE,
    "workflow_dispatch": When.MANUAL,
    "repository_dispatch": When.DISPATCH,
    "workflow_run": When.WORKFLOW_RUN,
    "check_suite": When.WORKFLOW_RUN,
    "check_run": When.WORKFLOW_RUN,
    "workflow_call": When.CALLED,
    "issue_comment": When.DISPATCH,
    "issues": When.DISPATCH,
    "deployment": When.DISPATCH,
    "deployment_status": When.DISPATCH,
    "registry_package": When.DISPATCH,
    "status": When.DISPATCH,
}


def triggers_of(workflow: YamlMap) -> tuple[Trigger, ...]:
    """Everything that starts the workflow."""
    on = workflow.get("on", workflow.get("true"))
    line = line_of(workflow, "on")
    if isinstance(on, YamlMap):
        return tuple(each for event, given in on.items() for each in _event(event, given, on.lines.get(event, line)))
    return tuple(each for event, at in items(on) for each in _event(word(event), None, at or line))


def job_triggers(triggers: tuple[Trigger, ...], condition: str) -> tuple[Trigger, ...]:
    """The triggers under which a job with that `if:` can run."""
    return narrow(triggers, unwrap(condition), lambda trigger: _cases(trigger, condition))


def _event(event: str, given: object, line: int) -> Iterator[Trigger]:
    rules = mapping(given)
    paths = strings(rules.get("paths"))
    branches = strings(rules.get("branches"))
    if "**" in (*strings(rules.get("paths-ignore")), *strings(rules.get("branches-ignore"))) and "tags" not in rules:
        return  # every change is left out
    if event == "push":
        yield from _push(rules, branches, paths, line)
    elif event == "schedule":
        crons = [(word(mapping(each).get("cron")), at) for each, at in items(given)]
        yield from (Trigger(When.SCHEDULE, at or line, cron=cron) for cron, at in crons if cron)
    elif event == "pull_request" and strings(rules.get("types")) == ("closed",):
        yield Trigger(When.MERGE if not branches or only_default(branches) else When.PUSH, line, branches, paths)
    elif event:
        yield Trigger(_KINDS.get(event, When.UNKNOWN), line, branches, paths)


def _push(rules: YamlMap, branches: tuple[str, ...], paths: tuple[str, ...], line: int) -> Iterator[Trigger]:
    tags = strings(rules.get("tags"))
    if tags:
        yield Trigger(When.TAG, line, paths=paths)
    if branches or not tags:
        yield Trigger(pushed_to(branches), line, branches, paths)


def _cases(trigger: Trigger, condition: str) -> Iterator[Case]:
    kind = trigger.kind
    if kind in (When.PUSH, When.MERGE):
        yield from _pushes(trigger, condition)
    elif kind is When.TAG:
        yield kind, (), _facts("push", "refs/tags/v1.0.0", "v1.0.0")
    elif kind is When.PULL_REQUEST:
        yield kind, (), _facts("pull_request", "refs/pull/1/merge", "1/merge")
        yield kind, (), {"github.event_name": "pull_request_target"}
    elif kind is When.CALLED or kind is When.UNKNOWN:
        yield kind, (), {}
    else:
        yield from ((kind, (), {"github.event_name": event}) for event, known in _EVENTS.items() if known is kind)


def _pushes(trigger: Trigger, condition: str) -> Iterator[Case]:
    if trigger.kind is When.MERGE:
        yield from ((When.MERGE, (), _branch(branch)) for branch in trigger.branches)
        if not trigger.branches or "merged" in condition:
            yield When.MERGE, (), {"github.event_name": "pull_request"}
        return
    yield When.PUSH, (), _branch("some/feature-branch")
    if not trigger.branches:
        yield When.TAG, (), _facts("push", "refs/tags/v1.0.0", "v1.0.0")
    for branch in dict.fromkeys(("main", "master", *named_branches(condition), *trigger.branches)):
        if "*" not in branch and branch != "push":
            yield pushed_to((branch,)), (branch,), _branch(branch)


_EVENTS = {**_KINDS, "schedule": When.SCHEDULE}


def _branch(name: str) -> dict[str, str]:
    return {**_facts("push", f"refs/heads/{name}", name), "github.ref_type": "branch"}


def _facts(event: str, ref: str, name: str) -> dict[str, str]:
    return {"github.event_name": event, "github.ref": ref, "github.ref_name": name}
