"""Pipelines and rules that a template declares: what they roll out, what starts them, and who has to agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from rung.assess.ci.definitions import mapping, word
from rung.assess.delivery.base import Half, Start
from rung.assess.regex import regex
from rung.assess.stacks.base import Cause, Delivery, Rule
from rung.assess.stacks.rules import SOURCES, says_train
from rung.assess.stacks.templates import Resource, mappings, words
from rung.domain import Place

PIPELINE = "AWS::CodePipeline::Pipeline"
_RULES = frozenset({"AWS::Events::Rule", "AWS::Scheduler::Schedule"})
_ENDPOINT = regex(r"^AWS::SageMaker::Endpoint$|^AWS::SageMaker::InferenceComponent$")
_GRAPH = regex(
    r"^AWS::(StepFunctions::StateMachine|Serverless::StateMachine|SageMaker::Pipeline|Batch::JobDefinition)$"
)
_ROLLING = frozenset({
    "CloudFormation", "CloudFormationStackSet", "CloudFormationStackInstances", "ECS", "CodeDeploy", "CodeDeployToECS",
    "ElasticBeanstalk", "AppConfig", "EKS", "Lambda",
})  # fmt: skip
_ARTEFACTS = frozenset({"S3", "ECR"})
"""Providers of sources that are not the repository."""
_TRAINING = regex(r"(?<![a-z])(?:re[-_]?)?train|model[-_ ]?build(?!er)", re.I)


class _Action(Struct, frozen=True):
    name: str
    stage: str
    category: str
    provider: str
    place: Place
    sleeps: bool
    """A source whose change starts nothing."""


def declared(found: Sequence[Resource]) -> tuple[list[Delivery], list[Rule]]:
    """Deliveries and rules of all templates together."""
    pipelines = {each.id: list(_actions(each)) for each in found if each.type == PIPELINE}
    half = _half(found)
    woken = [rule for each in found if each.type in _RULES for rule in _rules(each, pipelines)]
    deliveries: list[Delivery] = []
    for each in found:
        if each.type != PIPELINE:
            continue
        actions = pipelines[each.id]
        waking = [rule for rule in woken if rule.scope == (each.place.path, each.id)]
        start = _start(actions, waking)
        rolling = [action for action in actions if action.category == "Deploy" and action.provider in _ROLLING]
        if rolling:
            what = f"{rolling[-1].name} ({rolling[-1].provider})"
            deliveries.append(Delivery(rolling[-1].place, what, half, start, _approval(actions), True))
        if start is Start.MERGE and _trains(actions):
            woken.append(Rule(each.place, (Cause.CHANGE,), True, bool(rolling), (each.place.path, each.id)))
    return deliveries, woken


def _actions(pipeline: Resource) -> Iterator[_Action]:
    for stage, _ in mappings(pipeline.properties.get("Stages")):
        for action, line in mappings(stage.get("Actions")):
            kind, set_up = mapping(action.get("ActionTypeId")), mapping(action.get("Configuration"))
            told = (set_up.get("PollForSourceChanges", True), set_up.get("DetectChanges", True))
            yield _Action(
                word(action.get("Name")),
                word(stage.get("Name")),
                word(kind.get("Category")),
                word(kind.get("Provider")),
                Place(pipeline.place.path, line),
                any(each is False or str(each).lower() == "false" for each in told),
            )


def _half(found: Sequence[Resource]) -> Half:
    """What the templates define, and a delivery of them makes new."""
    if any(_ENDPOINT.search(each.type) for each in found):
        return Half.MODEL
    return Half.JOB if any(_GRAPH.search(each.type) for each in found) else Half.SERVICE


def _start(actions: list[_Action], waking: list[Rule]) -> Start:
    """The least manual of what begins it: a change of what it takes, or a rule."""
    moving = [each for each in actions if each.category == "Source" and not each.sleeps]
    if any(each.provider not in _ARTEFACTS for each in moving) or any(Cause.CHANGE in each.causes for each in waking):
        return Start.MERGE
    return Start.EVENT if moving or waking else Start.HAND


def _approval(actions: list[_Action]) -> Place | None:
    """Where a person has to agree before the last thing is rolled out."""
    last = max((at for at, each in enumerate(actions) if each.category == "Deploy"), default=0)
    return next((each.place for each in actions[:last] if each.category == "Approval"), None)


def _trains(actions: list[_Action]) -> bool:
    return any(
        each.category not in ("Source", "Approval") and (_TRAINING.search(each.name) or _TRAINING.search(each.stage))
        for each in actions
    )


def _rules(rule: Resource, pipelines: dict[str, list[_Action]]) -> Iterator[Rule]:
    """What a rule that is switched on starts: a pipeline of the templates, or something that says it trains."""
    properties = rule.properties
    if word(properties.get("State")).upper() == "DISABLED":
        return
    causes = tuple(_causes(rule))
    targets = words([properties.get("Targets"), properties.get("Target")])
    named = next((each for each in pipelines if re.search(rf"(?<![\w]){re.escape(each)}(?!\w)", targets)), "")
    if not causes:
        return
    if named:
        path = rule.place.path
        yield Rule(rule.place, causes, _trains(pipelines[named]), True, (path, named))
    elif says_train(f"{rule.id} {targets}"):
        yield Rule(rule.place, causes, True, False, (rule.place.path, rule.id))


def _causes(rule: Resource) -> Iterator[Cause]:
    if "ScheduleExpression" in rule.properties:
        yield Cause.SCHEDULE
    for each in words(mapping(rule.properties.get("EventPattern")).get("source")).split():
        if each in SOURCES:
            yield SOURCES[each]
