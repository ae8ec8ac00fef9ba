"""Taskcluster: a JSON-e template read as jobs."""

from rung.assess.ci.base import When, Workflow
from rung.assess.collectors.ci import CiCollector
from rung.assess.tree.memory import MemoryTree

TEMPLATE = """version: 1
tasks:
  $let: {x: 1}
  in:
    - $if: 'tasks_for == "github-push"'
      then:
        - $mergeDeep:
            - {payload: {image: python}}
            - taskId: {$eval: 'as_slugid("tests")'}
              payload: {command: [/bin/bash, -c, 'uv sync && pytest tests']}
        - dependencies: [{$eval: 'as_slugid("tests")'}]
          metadata: {name: release}
          payload: {command: [[make, release]]}
"""


def read(path: str) -> list[Workflow]:
    return list(CiCollector().collect(MemoryTree({path: TEMPLATE})).workflows)


def test_tasks_under_operators_are_jobs() -> None:
    (found,) = read(".taskcluster.yml")
    tests, release = found.jobs
    assert (tests.id, tests.image, [each.kind for each in tests.triggers]) == ("tests", "python", [When.PUSH])
    assert [each.words[0] for each in tests.steps[0].commands] == ["uv", "pytest"]
    assert (release.id, release.needs) == ("release", ("tests",))
    assert release.steps[0].commands[0].words == ("make", "release")


def test_only_the_root_is_read() -> None:
    assert not read("sub/.taskcluster.yml")
