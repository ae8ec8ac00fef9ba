"""Stacks written as templates: what a declared pipeline rolls out, what wakes it, and who has to agree."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.deployments import Deployments
from rung.assess.collectors.governance import Governance
from rung.assess.collectors.infrastructure import Infrastructure
from rung.assess.collectors.oversight import Oversight
from rung.assess.collectors.stacks import Stacks
from rung.assess.collectors.unattended import Cause, Unattended
from rung.assess.delivery.base import Half, Start
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
SOURCE = ("Checkout", "Source", "CodeStarSourceConnection")
LEARN = ("RetrainTides", "Invoke", "StepFunctions")
AGREE = ("Ask", "Approval", "Manual")
ROLL = ("RollOut", "Deploy", "CloudFormation")


def pipeline(*actions: tuple[str, str, str], polls: bool = True) -> dict[str, Any]:
    stages = [
        {
            "Name": f"Stage{number}",
            "Actions": [
                {
                    "Name": name,
                    "ActionTypeId": {"Category": category, "Provider": provider},
                    "Configuration": {"DetectChanges": polls},
                }
            ],
        }
        for number, (name, category, provider) in enumerate(actions)
    ]
    return {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"Stages": stages}}


def rule(target: str, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Events::Rule",
        "Properties": {"Targets": [{"Arn": {"Fn::Sub": f"arn:x:${{{target}}}"}}], **properties},
    }


def collect(kind: type, path: str = "infra/ship.json", **resources: Any) -> Any:
    tree = MemoryTree({path: json.dumps({"Resources": resources}, indent=1)})
    evidence = ENGINE.start({Tree: tree, Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()})
    ENGINE.collect(evidence, [kind])
    return evidence.seen[kind]


def test_a_pipeline_rolls_out_what_the_templates_define_behind_a_merge() -> None:
    endpoint = {"Type": "AWS::SageMaker::Endpoint", "Properties": {}}
    (found,) = collect(Deployments, Ship=pipeline(SOURCE, ROLL), Live=endpoint).rollouts
    assert (found.tool, found.start, found.half) == ("AWS CodePipeline", Start.MERGE, Half.MODEL)
    assert collect(Deployments, Ship=pipeline(SOURCE, ROLL)).rollouts[0].half == Half.SERVICE


def test_a_pipeline_without_anything_that_rolls_out_is_no_delivery() -> None:
    assert not collect(Stacks, Ship=pipeline(SOURCE, ("Pack", "Build", "CodeBuild"))).deliveries


def test_a_source_that_sleeps_needs_a_rule_that_wakes_the_pipeline() -> None:
    asleep = pipeline(SOURCE, ROLL, polls=False)
    merged = rule("Ship", EventPattern={"source": ["aws.codecommit"]})
    timed = rule("Ship", ScheduleExpression="rate(1 day)")

    def start(**waking: Any) -> Start:
        return collect(Stacks, Ship=asleep, **waking).deliveries[0].start

    assert start() is Start.HAND
    assert start(Wake=merged) is Start.MERGE
    assert start(Wake=timed) is Start.EVENT
    assert start(Wake=rule("Shipyard", ScheduleExpression="rate(1 day)")) is Start.HAND
    assert start(Wake={**timed, "Properties": {**timed["Properties"], "State": "DISABLED"}}) is Start.HAND


def test_a_pipeline_with_a_training_stage_trains_by_itself() -> None:
    alarm = rule("Ship", EventPattern={"source": ["aws.cloudwatch"]})
    found = collect(Unattended, Ship=pipeline(SOURCE, LEARN, ROLL), Wake=alarm)
    assert {each.cause for each in found.by(*Cause)} == {Cause.CHANGE, Cause.EVENT}
    assert not collect(Unattended, Ship=pipeline(SOURCE, ROLL), Wake=alarm).starts


def test_a_person_agrees_before_the_last_rollout_and_not_behind_it() -> None:
    asked, late = pipeline(SOURCE, AGREE, ROLL), pipeline(SOURCE, ROLL, AGREE)
    assert collect(Governance, Ship=asked).buttons
    assert not collect(Governance, Ship=late).buttons
    assert [each.stops for each in collect(Oversight, Ship=asked).switches] == ["releases"]
    assert not collect(Oversight, Ship=pipeline(SOURCE, AGREE, ROLL, polls=False)).switches


def test_a_pipeline_applies_the_templates() -> None:
    found = collect(Infrastructure, Ship=pipeline(SOURCE, ROLL))
    assert [each.place.path for each in found.by_automation(found.own[0])] == ["infra/ship.json"]


def test_broken_templates_and_templates_of_examples_say_nothing() -> None:
    assert collect(Stacks, path="examples/ship.json", Ship=pipeline(SOURCE, ROLL)) == Stacks()
    odd = {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"Stages": ["x", {"Actions": "y"}, {"Actions": [3]}]}}
    assert not collect(Stacks, Ship=odd, Other="x", Third={"Type": 3}).deliveries
