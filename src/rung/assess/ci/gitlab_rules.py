"""What starts a GitLab job: `rules`, `only`, `except` and `when`."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.ci.base import Trigger, When
from rung.assess.ci.condition import Facts, holds
from rung.assess.ci.definitions import items, mapping, strings, word
from rung.assess.ci.narrowing import pushed_to
from rung.assess.parse.yaml import YamlMap

_MAIN = {"$ci_commit_branch": "main", "$ci_default_branch": "main", "$ci_commit_ref_name": "main"}
CASES: tuple[tuple[When, Facts], ...] = (
    (When.PUSH, {"$ci_pipeline_source": "push", "$ci_commit_branch": "some-branch", "$ci_default_branch": "main"}),
    (When.MERGE, {"$ci_pipeline_source": "push", **_MAIN}),
    (When.TAG, {"$ci_pipeline_source": "push", "$ci_commit_tag": "v1.0.0", "$ci_commit_branch": ""}),
    (When.PULL_REQUEST, {"$ci_pipeline_source": "merge_request_event", "$ci_merge_request_id": "1"}),
    (When.SCHEDULE, {"$ci_pipeline_source": "schedule", **_MAIN}),
    (When.MANUAL, {"$ci_pipeline_source": "web", **_MAIN}),
    (When.DISPATCH, {"$ci_pipeline_source": "api", **_MAIN}),
    (When.DISPATCH, {"$ci_pipeline_source": "trigger", **_MAIN}),
    (When.CALLED, {"$ci_pipeline_source": "parent_pipeline"}),
)
_ALL = ("$ci_commit_tag", "$ci_commit_branch", "$ci_merge_request_id")
_OUTSIDE = frozenset({When.SCHEDULE, When.DISPATCH, When.MANUAL})
_REFS = {
    "branches": When.PUSH,
    "pushes": When.PUSH,
    "tags": When.TAG,
    "merge_requests": When.PULL_REQUEST,
    "external_pull_requests": When.PULL_REQUEST,
    "schedules": When.SCHEDULE,
    "web": When.MANUAL,
    "api": When.DISPATCH,
    "triggers": When.DISPATCH,
    "pipelines": When.CALLED,
}
_NAMED = (When.SCHEDULE, When.DISPATCH, When.CALLED)
"""Counted only where a rule speaks of them: any pipeline can be scheduled from outside."""


def from_rules(rules: object, line: int) -> tuple[Trigger, ...]:
    """The triggers that a list of rules lets through; the first rule that applies decides."""
    listed = [(mapping(rule), at) for rule, at in items(rules)]
    found: dict[When, Trigger] = {}
    for kind, facts in CASES:
        for rule, at in listed:
            condition = word(rule.get("if"))
            applies = holds(condition, _complete(facts)) if condition else True
            if applies is False or (kind in _NAMED and not _speaks_of(kind, condition)):
                continue
            if word(rule.get("when")) != "never":
                chosen = When.MANUAL if word(rule.get("when")) == "manual" else kind
                paths = strings(mapping(rule.get("changes")).get("paths") or rule.get("changes"))
                found.setdefault(chosen, Trigger(chosen, at or line, paths=paths, unverified=chosen in _NAMED))
            if applies:
                break
    if When.PUSH in found:
        found.pop(When.MERGE, None)
    if When.MANUAL in found and len(found) > 1 and not any(word(rule.get("when")) == "manual" for rule, _ in listed):
        found.pop(When.MANUAL)
    return tuple(found.values())


def from_only(job: YamlMap, line: int) -> tuple[Trigger, ...]:
    """The triggers of `only` and `except`; without both, every push."""
    only, excepted = _refs(job.get("only")), set(_refs(job.get("except")))
    at = job.lines.get("only", line)
    found = [_ref(each, at) for each in only or ("branches", "tags")]
    kept = [each for each in found if not any(_REFS.get(out) is each.kind for out in excepted)]
    if not only and excepted and all(name not in _REFS for name in excepted):
        kept = [Trigger(When.PUSH, at)]
    return tuple(kept)


def _ref(name: str, line: int) -> Trigger:
    kind = _REFS.get(name)
    if kind:
        return Trigger(kind, line, unverified=kind in _OUTSIDE)
    return Trigger(pushed_to((name,)), line, (name,))


def _refs(value: object) -> tuple[str, ...]:
    return strings(mapping(value).get("refs")) if isinstance(value, YamlMap) else strings(value)


def _complete(facts: Facts) -> Facts:
    """A variable that GitLab leaves unset is empty."""
    return {**dict.fromkeys(_ALL, ""), **facts}


def _speaks_of(kind: When, condition: str) -> bool:
    words = {When.SCHEDULE: ("schedule",), When.DISPATCH: ('"api"', "'api'", "trigger"), When.CALLED: ("parent",)}
    return any(each in condition.lower() for each in words[kind])


def possible(triggers: tuple[Trigger, ...], limits: tuple[Trigger, ...]) -> Iterator[Trigger]:
    """Those of a job's triggers that the workflow's own rules let through."""
    kinds = {each.kind for each in limits}
    broad = When.PUSH in kinds
    for each in triggers:
        if each.kind in kinds or each.kind is When.MANUAL or (broad and each.kind is When.MERGE):
            yield each
        elif each.kind is When.PUSH and When.MERGE in kinds:
            yield next(limit for limit in limits if limit.kind is When.MERGE)
