"""Rules of stacks: what they wait for, and whether they start training or a delivery.

What a rule starts stands in its targets, or in a later call of the same function that is handed the rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.code import Site
from rung.assess.parse.python_facts import Call, Items, Name, Opaque, Value
from rung.assess.regex import regex
from rung.assess.stacks.base import Cause, Rule

RULES = (
    "aws_cdk.aws_events.Rule", "aws_cdk.aws_events.CfnRule", "aws_cdk.aws_scheduler.CfnSchedule",
    "aws_cdk.aws_scheduler*.Schedule", "aws_cdk.*.on_state_change", "aws_cdk.*.on_event", "aws_cdk.*.on_commit",
)  # fmt: skip
"""Calls that make one."""
SOURCES = {
    "aws.codecommit": Cause.CHANGE, "aws.codepipeline": Cause.CHANGE, "aws.cloudwatch": Cause.ALARM,
    "aws.sagemaker": Cause.EVENT, "aws.s3": Cause.EVENT, "aws.ecr": Cause.EVENT,
}  # fmt: skip
"""What the source of an event means."""
_STARTS = regex(
    r"\.(SageMaker\w+|SfnStateMachine|StepFunctions\w+|BatchJob|EcsTask|EcsRunTask|LambdaFunction|LambdaInvoke)$"
)
"""Targets that may run a training."""
_TRAINS = regex(r"(?<![a-z])(re[-_]?)?train|model[-_ ]?build(?!er)", re.I)
_GRAPH = regex(r"sagemaker_?pipeline|start_?pipeline", re.I)
_SCORES = regex(r"(?<![a-z])(batch|scor(?:e|ing)|inference|predict)", re.I)
_SWITCHES = regex(r"(?<![a-z])(enable|disable|notify|alert|stop|pause)", re.I)
"""What else a rule may do about training."""


def rules(sites: list[Site]) -> Iterator[Rule]:
    """Rules that are switched on, wait for something, and start training or a delivery."""
    for site in sites:
        call = site.call
        if call.kwargs.get("enabled", True) is False or call.kwargs.get("state") == "DISABLED":
            continue
        later = [each.call.line for each in sites if each.scope == site.scope and each.call.line > call.line]
        around = _between(site, min(later, default=0))
        causes = tuple(_causes(call, around))
        handed = [each for each in around if _is_handed(each, call)]
        targets = [*_made(call.kwargs.get("targets")), *_made(call.kwargs.get("target"))]
        targets += [
            name for each in handed if each.last == "add_target" for value in each.args for name in _made(value)
        ]
        starts = any(_STARTS.search(name) for name in targets) or any(each.last != "add_target" for each in handed)
        started = [each for each in around if each.name in targets]
        trains = starts and _says_train([call, *handed, *started, *_built(site, started)])
        delivers = any(name.endswith("aws_events_targets.CodePipeline") for name in targets)
        if causes and (trains or delivers):
            yield Rule(site.place, causes, trains, delivers, site.scope)


def _between(site: Site, end: int) -> list[Call]:
    """What the function calls from a rule to the next one, in order."""
    found = [
        each
        for each in site.module.calls
        if each.scope == site.call.scope and each.line >= site.call.line and (not end or each.line < end)
    ]
    return sorted((each for each in found if each is not site.call), key=lambda each: each.line)


def _causes(call: Call, around: list[Call]) -> Iterator[Cause]:
    if not {"schedule", "schedule_expression"}.isdisjoint(call.kwargs):
        yield Cause.SCHEDULE
    if call.last == "on_commit":
        yield Cause.CHANGE
    pattern = next((each for each in around if each.last.startswith("EventPattern")), None)
    source = pattern.kwargs.get("source") if pattern else None
    for each in source.values if isinstance(source, Items) else ():
        if isinstance(each, str) and each in SOURCES:
            yield SOURCES[each]


def _built(site: Site, targets: list[Call]) -> Iterator[Call]:
    """Where what a target runs was made: its name tells what it is for."""
    names = {value.dotted.removesuffix("()") for each in targets for value in each.args if isinstance(value, Name)}
    for each in site.module.calls:
        if each.scope == site.call.scope and each.name in names:
            yield each


def _is_handed(each: Call, rule: Call) -> bool:
    """A target is added to the rule, or a function is given the rule to do so."""
    if each.name == f"{rule.name}().add_target":
        return True
    given = (*each.args, *each.kwargs.values())
    return any(isinstance(value, Name) and value.dotted == f"{rule.name}()" for value in given)


def _made(value: Value) -> Iterator[str]:
    """What is built in an argument."""
    for each in value.values if isinstance(value, Items) else (value,):
        if isinstance(each, Opaque):
            yield each.text
        elif isinstance(each, Name):
            yield each.dotted.removesuffix("()")


def _says_train(calls: list[Call]) -> bool:
    """What is said of it: training, or the graph of the platform without a word of scoring."""
    return says_train(" ".join(text for each in calls for text in (each.last, *_texts(each))))


def says_train(words: str) -> bool:
    """Whether these words are of training, or of the graph of the platform and not of scoring."""
    if _SWITCHES.search(words):
        return False
    return bool(_TRAINS.search(words)) or (bool(_GRAPH.search(words)) and not _SCORES.search(words))


def _texts(call: Call) -> Iterator[str]:
    for each in (*call.args, *call.kwargs.values()):
        if isinstance(each, str):
            yield each
        elif isinstance(each, Name):
            yield each.dotted
