from rung.assess.ci.azure import Azure
from rung.assess.ci.base import When, Workflow
from rung.assess.ci.definitions import Definitions
from rung.assess.tree.memory import MemoryTree

MAIN = """\
trigger:
  branches: {include: [main]}
pr: none
schedules:
  - cron: "0 3 * * *"
    branches: {include: [main]}
variables:
  folder: src
stages:
  - stage: Train
    jobs:
      - job: train
        pool: {vmImage: ubuntu-latest}
        steps:
          - template: templates/quality.yml
            parameters: {suite: unit}
          - script: |
              python $(folder)/train.py
              python $(Build.SourcesDirectory)/report.py
          - task: AzureCLI@2
            continueOnError: true
            inputs:
              inlineScript: az ml job create -f job.yml
  - stage: Deploy
    condition: and(succeeded(), eq(variables['Build.Reason'], 'Schedule'))
    jobs:
      - deployment: web
        environment: production
        strategy:
          runOnce:
            deploy:
              steps:
                - task: Docker@2
                  inputs: {command: build, Dockerfile: api/Dockerfile, buildContext: api}
                - template: remote.yml@shared
"""
QUALITY = """\
parameters:
  suite: all
  report: true
steps:
  - ${{ if eq(parameters.report, false) }}:
      - script: echo no report
  - script: pytest tests/${{ parameters.suite }}
  - ${{ each x in parameters.suites }}:
      - bash: echo each
"""


def read(text: str = MAIN, path: str = ".pipelines/ci.yml", **others: str) -> Workflow:
    tree = MemoryTree({path: text, ".pipelines/templates/quality.yml": QUALITY, **others})
    return next(iter(Azure().read(path, Definitions(tree))))


def test_triggers() -> None:
    assert [each.kind for each in read().triggers] == [When.MERGE, When.SCHEDULE]


def test_no_trigger_means_every_branch_and_none_means_by_hand() -> None:
    steps = "steps: [{script: pytest}]\n"
    assert read("pool: x\n" + steps).triggers[0].kind is When.PUSH
    assert [each.kind for each in read("trigger: none\npr: none\n" + steps).triggers] == [When.MANUAL]


def test_resources_start_it() -> None:
    text = "trigger: none\nresources:\n  pipelines:\n    - {pipeline: p, trigger: true}\nsteps: [{script: x}]\n"
    assert [each.kind for each in read(text).triggers] == [When.WORKFLOW_RUN]


def test_a_local_template_is_put_in_place_with_its_parameters() -> None:
    steps = read().jobs[0].steps
    assert [step.commands[0].words for step in steps[:2]] == [("pytest", "tests/unit"), ("echo", "each")]
    assert steps[0].path == ".pipelines/templates/quality.yml"
    assert str(steps[0].via[0]) == ".pipelines/ci.yml:15"


def test_macros_are_filled_and_only_the_last_command_counts() -> None:
    train, report = read().jobs[0].steps[2].commands
    assert train.words == ("python", "src/train.py")
    assert report.words == ("python", "report.py")
    assert (train.can_fail, report.can_fail) == (False, True)


def test_an_inline_script_of_a_task_is_read() -> None:
    task = read().jobs[0].steps[3]
    assert task.action == "azurecli"
    assert task.commands[0].words[:3] == ("az", "ml", "job")
    assert task.why_not == "continueOnError"


def test_a_deployment_knows_environment_needs_and_triggers() -> None:
    deploy = read().jobs[1]
    assert deploy.environment == "production"
    assert deploy.needs == ("Train/train",)
    assert [each.kind for each in deploy.triggers] == [When.SCHEDULE]
    assert deploy.steps[0].commands[0].words == ("docker", "build", "-f", "api/Dockerfile", "api")


def test_a_template_of_another_repository_is_listed() -> None:
    assert [each.reference for each in read().outside] == ["remote.yml@shared"]


def test_shape() -> None:
    fits = Azure().fits
    assert fits({"trigger": "none", "steps": [{"script": "x"}]})
    assert fits({"pool": "x", "stages": [{"stage": "A"}]})
    assert not fits({"steps": [{"script": "x"}]})
    assert not fits({"on": "push", "jobs": {"a": {}}})
    assert not fits({"steps": [{"name": "gcr.io/x"}], "trigger": 1})


def test_templates_that_hold_themselves_end() -> None:
    loop = "steps:\n  - template: a.yml\n  - script: x\n"
    found = read("trigger: none\n" + loop, path="a.yml")
    assert 1 <= len(found.jobs[0].steps) < 50
