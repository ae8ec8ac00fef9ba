"""What starts an Azure pipeline: `trigger`, `pr`, `schedules` and `resources`."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.ci.base import Trigger, When
from rung.assess.ci.definitions import items, mapping, strings, word
from rung.assess.ci.narrowing import Case, named_branches, narrow, pushed_to
from rung.assess.parse.yaml import YamlMap


def triggers_of(document: YamlMap) -> tuple[Trigger, ...]:
    """Everything in the file that starts the pipeline; a push to any branch does unless `trigger:` says otherwise."""
    found = [*_pushes(document), *_requests(document), *_schedules(document), *_resources(document)]
    return tuple(found) or (Trigger(When.MANUAL, document.lines.get("trigger", 1)),)


def job_triggers(triggers: tuple[Trigger, ...], condition: str) -> tuple[Trigger, ...]:
    """The triggers under which a stage or job with that condition can run."""
    return narrow(triggers, condition, lambda trigger: _cases(trigger, condition))


def _pushes(document: YamlMap) -> Iterator[Trigger]:
    given = document.get("trigger")
    line = document.lines.get("trigger", 1)
    if _none(given):
        return
    rules = mapping(given)
    branches = _included(rules.get("branches")) if rules else strings(given)
    tags = _included(rules.get("tags"))
    paths = _included(rules.get("paths"))
    if tags:
        yield Trigger(When.TAG, line, paths=paths)
    if branches or not tags:
        yield Trigger(pushed_to(branches), line, branches, paths)


def _requests(document: YamlMap) -> Iterator[Trigger]:
    given = document.get("pr")
    if _none(given):
        return
    rules = mapping(given)
    branches = _included(rules.get("branches")) if rules else strings(given)
    # Without `pr:`, GitHub and Bitbucket repositories build pull requests and Azure Repos do not.
    if "pr" in document or "trigger" not in document:
        line = document.lines.get("pr", 1)
        yield Trigger(When.PULL_REQUEST, line, branches, _included(rules.get("paths")), unverified="pr" not in document)


def _schedules(document: YamlMap) -> Iterator[Trigger]:
    for each, line in items(document.get("schedules")):
        node = mapping(each)
        if word(node.get("cron")):
            yield Trigger(When.SCHEDULE, line, _included(node.get("branches")), cron=word(node.get("cron")))


def _resources(document: YamlMap) -> Iterator[Trigger]:
    resources = mapping(document.get("resources"))
    for kind, when in (
        ("pipelines", When.WORKFLOW_RUN),
        ("builds", When.WORKFLOW_RUN),
        ("webhooks", When.DISPATCH),
        ("containers", When.DISPATCH),
        ("packages", When.DISPATCH),
    ):
        for each, line in items(resources.get(kind)):
            node = mapping(each)
            given = node.get("trigger")
            if kind == "webhooks" or ("trigger" in node and not _none(given)):
                yield Trigger(when, line, _included(mapping(given).get("branches")))


def _included(value: object) -> tuple[str, ...]:
    return strings(mapping(value).get("include")) if isinstance(value, YamlMap) else strings(value)


def _none(value: object) -> bool:
    return word(value).lower() in ("none", "false")


def _cases(trigger: Trigger, condition: str) -> Iterator[Case]:
    reasons = {
        When.PULL_REQUEST: "PullRequest",
        When.SCHEDULE: "Schedule",
        When.MANUAL: "Manual",
        When.WORKFLOW_RUN: "ResourceTrigger",
    }
    if trigger.kind is When.MERGE:
        yield from ((When.MERGE, (), _facts("IndividualCI", branch)) for branch in trigger.branches)
    elif trigger.kind is When.PUSH:
        yield When.PUSH, (), _facts("IndividualCI", "some/feature-branch")
        for branch in dict.fromkeys(("main", "master", *named_branches(condition), *trigger.branches)):
            if "*" not in branch:
                yield pushed_to((branch,)), (branch,), _facts("IndividualCI", branch)
    elif trigger.kind in reasons:
        yield trigger.kind, (), {"variables['build.reason']": reasons[trigger.kind]}
    else:
        yield trigger.kind, (), {}


def _facts(reason: str, branch: str) -> dict[str, str]:
    branch = branch.removeprefix("refs/heads/")
    return {
        "variables['build.reason']": reason,
        "variables['build.sourcebranch']": f"refs/heads/{branch}",
        "variables['build.sourcebranchname']": branch.rsplit("/", 1)[-1],
    }
