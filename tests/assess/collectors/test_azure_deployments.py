"""Which model a deployment of Azure ML holds."""

import pytest
from tests.assess.collectors.test_commands import collect, workflow

from rung.assess.registries.azure_ml import deployed
from rung.assess.registries.base import Resolution, Use
from rung.assess.tree.memory import MemoryTree

SCHEMA = "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json\n"
BLUE = SCHEMA + "name: blue\nmodel: azureml:rain@latest\nenvironment: azureml:rain-env@latest\n"


def uses(files: dict[str, str]) -> list[Use]:
    return list(deployed(MemoryTree(files), collect(files).all))


@pytest.mark.parametrize(
    ("model", "environment", "how", "whole"),
    [
        ("azureml:rain:4", "azureml:rain-env:2", Resolution.PINNED, True),
        ("azureml:rain:4", "azureml:rain-env@latest", Resolution.PINNED, False),
        ("azureml://registries/all/models/rain/versions/4", "", Resolution.PINNED, True),
        ("azureml:rain@latest", "azureml:rain-env:2", Resolution.NEWEST, True),
    ],
)
def test_the_file_says_which(model: str, environment: str, how: Resolution, whole: bool) -> None:
    text = f"{SCHEMA}model: {model}\n" + (f"environment: {environment}\n" if environment else "")
    (use,) = uses({"serve/blue.yml": text})
    assert (use.how, use.whole, use.place.line) == (how, whole, 2)


FILLED = "sed -i 's|{0}: .*|{0}: azureml:{1}|' blue.yml"


def test_a_job_fills_in_the_version_before_it_deploys() -> None:
    steps = [f'{{working-directory: serve, run: "{FILLED.format("model", "rain:$NUMBER")}"}}']
    (use,) = uses({"serve/blue.yml": BLUE} | workflow(*steps))
    assert (use.how, use.whole, use.place.path) == (Resolution.PINNED, False, ".github/workflows/ci.yml")


def test_a_job_fills_in_the_environment_as_well() -> None:
    steps = [
        f'{{working-directory: serve, run: "{FILLED.format(key, value)}"}}'
        for key, value in (("model", "rain:$NUMBER"), ("environment", "rain-env:7"))
    ]
    (use,) = uses({"serve/blue.yml": BLUE} | workflow(*steps))
    assert use.whole


def test_a_job_that_fills_in_a_label_pins_nothing() -> None:
    steps = [f'{{working-directory: serve, run: "{FILLED.format("model", "rain@$LABEL")}"}}']
    (use,) = uses({"serve/blue.yml": BLUE} | workflow(*steps))
    assert use.how is Resolution.NEWEST


def test_the_command_is_handed_the_version() -> None:
    step = "run: az ml online-deployment create -f other.yml --set model=azureml:rain:${{ inputs.number }}"
    (use,) = uses(workflow(step))
    assert use.how is Resolution.PINNED


def test_a_command_that_only_reads_fills_in_nothing() -> None:
    assert not uses(workflow("run: grep 'model: azureml:rain:3' notes.yml"))
