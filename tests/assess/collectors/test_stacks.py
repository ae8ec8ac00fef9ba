"""Stacks written in Python: what answers, what rolls out, and which rules start training."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.alerts import Alerts
from rung.assess.collectors.baselines import Baselines
from rung.assess.collectors.deployments import Deployments
from rung.assess.collectors.drift import Drift
from rung.assess.collectors.infrastructure import Infrastructure
from rung.assess.collectors.prediction_records import PredictionRecords
from rung.assess.collectors.registry import Registry
from rung.assess.collectors.retraining_triggers import RetrainingTriggers
from rung.assess.collectors.rollbacks import Rollbacks
from rung.assess.collectors.serving import Serving
from rung.assess.collectors.stacks import Stacks, StacksCollector
from rung.assess.collectors.unattended import Cause, Unattended
from rung.assess.delivery.base import Half, Start
from rung.assess.engine import Engine
from rung.assess.registries.base import Resolution
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
HEAD = (
    "import aws_cdk as cdk\n"
    "from aws_cdk import aws_cloudwatch, aws_codepipeline_actions as acts, aws_events as ev\n"
    "from aws_cdk import aws_events_targets as to, aws_sagemaker as sm, aws_stepfunctions as sfn, pipelines\n\n\n"
    "class Tides(cdk.Stack):\n    def __init__(self, scope, name, package_arn):\n        super().__init__(scope, name)\n"
)
FOOT = "\n\napp = cdk.App()\nTides(app, 'tides', 'arn')\napp.synth()\n"


def collect(body: str, *kinds: type, files: dict[str, str] | None = None):
    tree = {"cdk.json": '{"app": "python3 app.py"}', "app.py": HEAD + body + FOOT, **(files or {})}
    evidence = ENGINE.start(
        {Tree: MemoryTree(tree), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, kinds)
    found = tuple(evidence.seen[each] for each in kinds)
    return found if len(found) > 1 else found[0]


def test_keeps_the_rules():
    check_collector(StacksCollector)


ENDPOINT = (
    "        model = sm.CfnModel(self, 'M', primary_container=sm.CfnModel.ContainerDefinitionProperty(\n"
    "            model_package_name=package_arn))\n"
    "        config = sm.CfnEndpointConfig(self, 'C', production_variants=[],\n"
    "            data_capture_config=sm.CfnEndpointConfig.DataCaptureConfigProperty(enable_capture={}))\n"
    "        sm.CfnEndpoint(self, 'E', endpoint_config_name=config.attr_endpoint_config_name)\n"
)


def test_an_endpoint_that_serves_one_version_of_the_registry():
    serving, registry, records, rollbacks = collect(
        ENDPOINT.format(True), Serving, Registry, PredictionRecords, Rollbacks
    )
    assert len(serving.platform) == 1
    assert [(each.tool, each.how) for each in registry.serving] == [("SageMaker", Resolution.PINNED)]
    assert [each.version for each in records.records] == [False]
    assert [each.half for each in rollbacks.parameters] == [Half.MODEL]


def test_a_stack_that_nothing_builds_and_a_capture_that_is_off():
    assert collect(ENDPOINT.format(False), PredictionRecords).records == ()
    aside = {"old.py": HEAD + ENDPOINT.format(True)}
    assert collect("        pass\n", Serving, files=aside).platform == ()


ROLLS = (
    "        acts.GitHubSourceAction(action_name='s', output=out{})\n"
    "        acts.CloudFormationCreateUpdateStackAction(action_name='d', stack_name='s', template_path=out)\n"
)
ON_PUSH = "        ev.Rule(self, 'R', event_pattern=ev.EventPattern(source=['{}']), targets=[to.CodePipeline(line)])\n"


@pytest.mark.parametrize(
    ("body", "start"),
    [
        (ROLLS.format(""), Start.MERGE),
        (ROLLS.format(", trigger=acts.GitHubTrigger.NONE"), Start.HAND),
        (ROLLS.format(", trigger=acts.GitHubTrigger.NONE") + ON_PUSH.format("aws.sagemaker"), Start.EVENT),
        (ROLLS.format(", trigger=acts.GitHubTrigger.NONE") + ON_PUSH.format("aws.codecommit"), Start.MERGE),
        (
            "        line = pipelines.CodePipeline(self, 'P', synth=synth)\n        line.add_stage(Stage(self))\n",
            Start.MERGE,
        ),
    ],
)
def test_what_begins_a_delivery(body: str, start: Start):
    deployments, infrastructure = collect(body + ENDPOINT.format(True), Deployments, Infrastructure)
    assert [(each.half, each.start) for each in deployments.rollouts] == [(Half.MODEL, start)]
    assert bool(infrastructure.by_automation(infrastructure.own[0])) == (start is not Start.HAND)


def test_a_pipeline_that_only_builds_delivers_nothing():
    body = "        acts.GitHubSourceAction(output=out)\n        acts.CodeBuildAction(project=tests, input=out)\n"
    assert collect(body, Deployments).rollouts == ()


MACHINE = "        machine = sfn.StateMachine(self, '{}')\n"
WEEKLY = "        ev.Rule(self, 'W', schedule=ev.Schedule.rate(week){}, targets=[to.{}(machine)])\n"


@pytest.mark.parametrize(
    ("body", "causes"),
    [
        (MACHINE.format("Retrain") + WEEKLY.format("", "SfnStateMachine"), [Cause.SCHEDULE]),
        (
            MACHINE.format("Train") + "        rule = ev.Rule(self, 'W', schedule=ev.Schedule.rate(week))\n"
            "        rule.add_target(to.SfnStateMachine(machine))\n",
            [Cause.SCHEDULE],
        ),
        (
            MACHINE.format("Train") + "        ev.Rule(self, 'D', event_pattern=ev.EventPattern(source=['aws.s3']),\n"
            "            targets=[to.SfnStateMachine(machine)])\n",
            [Cause.EVENT],
        ),
        (MACHINE.format("Retrain") + WEEKLY.format(", enabled=False", "SfnStateMachine"), []),
        (MACHINE.format("NightlyScoring") + WEEKLY.format("", "SfnStateMachine"), []),
        (MACHINE.format("Retrain") + WEEKLY.format(", description='Stop a late training'", "SfnStateMachine"), []),
        (MACHINE.format("Retrain") + WEEKLY.format("", "SnsTopic"), []),
    ],
)
def test_rules_that_start_training(body: str, causes: list[Cause]):
    assert [each.cause for each in collect(body, Unattended).starts] == causes


WATCHED = (
    "        sm.CfnMonitoringSchedule(self, 'S', monitoring_schedule_name='s')\n"
    "        aws_cloudwatch.Alarm(self, 'A', metric=drift, threshold=0.4, alarm_description='drift')\n"
)
ON_ALARM = (
    MACHINE.format("Retrain") + "        ev.Rule(self, 'D', event_pattern=ev.EventPattern(source=['aws.cloudwatch']),\n"
    "            targets=[to.SfnStateMachine(machine)])\n"
)


def test_an_alarm_that_a_rule_waits_for_is_told_and_retrains():
    drift, alerts, triggers = collect(WATCHED + ON_ALARM, Drift, Alerts, RetrainingTriggers)
    assert [each.told for each in drift.checks] == [True]
    assert [each.sent for each in alerts.rules] == [True]
    assert [each.unattended for each in triggers.triggers] == [True]


def test_an_alarm_that_nothing_waits_for_is_not():
    drift, alerts, triggers = collect(WATCHED, Drift, Alerts, RetrainingTriggers)
    assert [each.told for each in drift.checks] == [False]
    assert [each.sent for each in alerts.rules] == [False]
    assert triggers.triggers == ()


def test_the_baseline_of_a_monitor_is_no_simple_model():
    body = "        sm.CfnMonitoringSchedule.BaselineConfigProperty(x=1)\n        read_quality_baseline(name)\n"
    assert collect(body, Baselines).simple == ()
    assert len(collect("        score_baseline(name)\n", Baselines).simple) == 1


def test_of_several_scripts_of_a_name_the_one_beside_the_configuration_is_meant():
    files = {
        "app.py": "",
        "infra/cdk.json": '{"app": "python3 app.py"}',
        "infra/app.py": "from infra.tides import Tides\n",
        "infra/tides.py": HEAD + ENDPOINT.format(True),
        "web/app.py": "",
    }
    assert len(collect("", Stacks, files=files).endpoints) == 0
    files["infra/app.py"] += "Tides(app, 'tides', 'arn')\n"
    assert len(collect("", Stacks, files=files).endpoints) == 1
