"""State machines in files."""

from __future__ import annotations

import json
from typing import Any

from tests.assess.graphs.test_step_functions import collect

from rung.assess.collectors.pipelines import Pipelines
from rung.assess.graphs.base import Graph, Role

ASK = "arn:aws:states:::sagemaker:{}.sync"
STATES: dict[str, Any] = {
    "Tidy rows": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Both"},
    "Both": {
        "Type": "Parallel",
        "Branches": [
            {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": ASK.format("createTrainingJob")}}},
            {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": True}}},
        ],
        "Next": "Close enough",
    },
    "Close enough": {
        "Type": "Choice",
        "Choices": [{"And": [{"Variable": "$.e", "NumericLessThan": 2}], "Next": "Keep"}],
        "Default": "No",
    },
    "Keep": {"Type": "Task", "Resource": ASK.format("createModel"), "End": True},
    "No": {"Type": "Fail"},
}


def graphs(path: str, text: str) -> list[Graph]:
    return collect(Pipelines, {path: text}).of("state-machine")


def test_states_tell_their_role_by_what_they_ask_for() -> None:
    (graph,) = graphs("flows/learn.asl.json", json.dumps({"StartAt": "Tidy rows", "States": STATES}))
    assert [(step.name, step.role) for step in graph.steps] == [
        ("Tidy rows", None),
        ("Both", None),
        ("A", Role.TRAIN),
        ("Close enough", Role.EVALUATE),
        ("Keep", Role.REGISTER),
    ]
    assert graph.trains


def test_a_machine_may_stand_in_a_template() -> None:
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"Definition": {"StartAt": "A", "States": STATES}},
    }
    (graph,) = graphs("infra/flow.yaml", json.dumps({"Resources": {"Flow": machine}}))
    assert Role.TRAIN in graph.roles


def test_a_choice_of_words_and_a_machine_that_only_waits_are_no_steps_of_learning() -> None:
    words = {**STATES, "Close enough": {"Type": "Choice", "Choices": [{"Variable": "$.s", "StringEquals": "Done"}]}}
    (graph,) = graphs("a.json", json.dumps({"StartAt": "Tidy rows", "States": words}))
    assert Role.EVALUATE not in graph.roles
    assert not graphs(
        "a.json", json.dumps({"StartAt": "W", "States": {"W": {"Type": "Wait"}, "S": {"Type": "Succeed"}}})
    )
    assert not graphs("a.json", '{"StartAt": "W", "States": ["W"]}')
    assert not graphs("a.json", '{"StartAt": "W", "States": {')
