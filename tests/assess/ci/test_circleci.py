from rung.assess.ci.base import When, Workflow
from rung.assess.ci.circleci import CircleCi
from rung.assess.ci.definitions import Definitions
from rung.assess.tree.memory import MemoryTree

CONFIG = """\
version: 2.1
orbs:
  aws: circleci/aws-cli@4.0
commands:
  check:
    parameters:
      what: {default: src}
    steps:
      - run: pytest << parameters.what >> | tee log
jobs:
  test:
    docker: [{image: cimg/python:3.12}]
    steps:
      - checkout
      - check: {what: tests}
      - aws/setup
      - run:
          command: ./cleanup.sh
          when: on_fail
  unused:
    docker: [{image: x}]
    steps: [run: make]
workflows:
  main:
    jobs:
      - test
      - hold: {type: approval, requires: [test]}
      - deploy: {requires: [hold], filters: {branches: {only: main}}}
  nightly:
    triggers:
      - schedule: {cron: "0 0 * * *", filters: {branches: {only: [main]}}}
    jobs: [test]
"""


def read() -> dict[str, Workflow]:
    files = Definitions(MemoryTree({".circleci/config.yml": CONFIG}))
    return {each.name: each for each in CircleCi().read(".circleci/config.yml", files)}


def test_each_workflow_has_its_triggers() -> None:
    found = read()
    assert [each.kind for each in found["main"].triggers] == [When.PUSH]
    assert [(each.kind, each.cron) for each in found["nightly"].triggers] == [(When.SCHEDULE, "0 0 * * *")]


def test_commands_of_the_file_are_put_in_place() -> None:
    job = read()["main"].jobs[0]
    pytest_ = job.steps[1].commands[0]
    assert pytest_.words == ("pytest", "tests")
    assert pytest_.can_fail
    assert job.image == "cimg/python:3.12"
    assert job.steps[2].uses == "circleci/aws-cli@4.0/setup"
    assert not job.steps[3].can_fail


def test_approval_filters_and_unused_jobs() -> None:
    main = {job.id: job for job in read()["main"].jobs}
    assert [each.kind for each in main["hold"].triggers] == [When.MANUAL]
    assert [each.kind for each in main["deploy"].triggers] == [When.MERGE]
    assert read()[""].disabled == "no workflow of the file runs these jobs"
