"""Executions of AWS Step Functions that its data science kit writes: steps, gate, and what a run leaves."""

from __future__ import annotations

from typing import TypeVar

from tests.factories import MADE_AT

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.baselines import Baselines
from rung.assess.collectors.gates import Gates
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.tracking import Tracking
from rung.assess.collectors.training import Training
from rung.assess.engine import Engine
from rung.assess.graphs.base import Role
from rung.assess.tracking.base import Holds
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest

Found = TypeVar("Found")
FLOW = """
from stepfunctions.steps import Chain, Choice, ChoiceRule, Fail, ModelStep, ProcessingStep, Succeed, TrainingStep
from stepfunctions.workflow import Workflow


def clean_rows(processor):
    return ProcessingStep("Clean catches", processor=processor, job_name="clean")


def learn(estimator, data, inputs):
    fitted = TrainingStep("Fit weights", estimator=estimator, data=data, job_name=inputs["Job"]{extra})
    kept = ModelStep("Keep", model=fitted.get_expected_model(), model_name=inputs["Job"])
    good = ChoiceRule.{rule}(variable=fitted.output()["Error"], value=3)
    way = Choice("Good enough")
    way.add_choice(rule=good, next_step=Succeed("Yes"))
    {default}
    return Chain([fitted, kept, way])


def main(processor, estimator, data, inputs, role):
    whole = Chain([clean_rows(processor), learn(estimator, data, inputs)])
    Workflow("catches", whole, role).create()


if __name__ == "__main__":
    main()
"""
FAILS = 'way.default_choice(next_step=Fail("No"))'
TAGS = ', experiment_config={"TrialName": "t"}, tags={"GitCommit": "c", "DataVersion": "d"}'


def flow(rule: str = "NumericLessThan", default: str = FAILS, extra: str = TAGS) -> dict[str, str]:
    return {"ship/flow.py": FLOW.replace("{rule}", rule).replace("{default}", default).replace("{extra}", extra)}


def collect(kind: type[Found], files: dict[str, str]) -> Found:
    engine = Engine(
        [each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest]
    )
    evidence = engine.start({Tree: MemoryTree(files), Clock: Clock(MADE_AT), Manifest: Manifest.empty()})
    engine.collect(evidence, [kind])
    found = evidence.get(kind)
    assert found is not None
    return found


def test_steps_that_functions_make_are_one_graph() -> None:
    (graph,) = collect(Pipelines, flow()).of("step-functions")
    assert graph.roles == {Role.TRANSFORM, Role.TRAIN, Role.REGISTER, Role.EVALUATE}
    assert collect(Training, flow()).runnable


def test_a_choice_about_the_status_judges_no_model() -> None:
    files = flow(rule="StringEquals")
    (graph,) = collect(Pipelines, files).of("step-functions")
    assert Role.EVALUATE not in graph.roles
    assert not collect(Gates, files).gates


def test_a_choice_that_ends_in_failure_refuses() -> None:
    assert [each.refuses for each in collect(Gates, flow()).gates] == ["the execution fails"]
    assert [each.refuses for each in collect(Gates, flow(default="")).gates] == [""]


def test_the_experiment_and_the_tags_of_a_job_complete_its_record() -> None:
    assert Holds.METRICS | Holds.COMMIT | Holds.DATA in collect(Tracking, flow()).holds()
    plain = collect(Tracking, flow(extra="")).holds()
    assert Holds.PARAMETERS in plain
    assert not plain & (Holds.METRICS | Holds.COMMIT | Holds.DATA)


def test_a_job_that_a_client_starts_trains() -> None:
    code = "import boto3\ncloud = boto3.client('sagemaker')\ncloud.{}(TrainingJobName='t')\n"
    assert collect(Training, {"go.py": code.format("create_training_job")}).fits
    assert not collect(Training, {"go.py": code.format("stop_training_job")}).fits


def test_what_a_monitor_compares_with_is_no_model() -> None:
    code = "{}\n\ndef make_{}(rows):\n    return rows\n\nif __name__ == '__main__':\n    make_{}(1)\n"
    monitor = "from sagemaker.model_monitor import DefaultModelMonitor"
    assert not collect(Baselines, {"go.py": code.format(monitor, "baseline_step", "baseline_step")}).simple
    assert collect(Baselines, {"go.py": code.format(monitor, "baseline_model", "baseline_model")}).simple
    assert collect(Baselines, {"go.py": code.format("import sklearn", "baseline_step", "baseline_step")}).simple
    assert not collect(Baselines, {"go.py": code.format("import x", "baseline_drift", "baseline_drift")}).simple
