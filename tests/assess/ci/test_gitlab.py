from rung.assess.ci.base import Job, When, Workflow
from rung.assess.ci.definitions import Definitions
from rung.assess.ci.gitlab import GitLab
from rung.assess.tree.memory import MemoryTree

PIPELINE = """\
include:
  - local: ci/shared.yml
  - project: acme/templates
    file: deploy.yml
default:
  image: python:3.12
  before_script:
    - pip install -r requirements.txt
stages: [test, train]
.train:
  stage: train
  script:
    - !reference [.setup, script]
    - python train.py
test:
  script:
    - cd src
    - pytest | tee log
  after_script:
    - ./cleanup.sh
lint:
  allow_failure: true
  script: ruff check .
train:
  extends: .train
  environment: {name: prod}
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      when: manual
never:
  script: echo
  rules:
    - when: never
"""
SHARED = ".setup:\n  script:\n    - dvc pull\n"


def pipeline(text: str = PIPELINE, **others: str) -> Workflow:
    tree = MemoryTree({".gitlab-ci.yml": text, "ci/shared.yml": SHARED, **others})
    return next(iter(GitLab().read(".gitlab-ci.yml", Definitions(tree))))


def job(name: str, text: str = PIPELINE) -> Job:
    return next(each for each in pipeline(text).jobs if each.id == name)


def test_hidden_jobs_are_templates() -> None:
    assert [each.id for each in pipeline().jobs] == ["test", "lint", "train", "never"]


def test_defaults_and_extends_reach_the_job() -> None:
    train = job("train")
    assert train.image == "python:3.12"
    assert train.environment == "prod"
    before, script = train.steps
    assert before.commands[0].words[0] == "pip"
    assert [each.words[0] for each in script.commands] == ["dvc", "python"]


def test_scripts_stop_at_the_first_failure_even_in_a_pipe() -> None:
    script = job("test").steps[1]
    assert all(each.can_fail for each in script.commands)
    assert [each.line for each in script.commands] == [17, 18, 18]


def test_after_script_and_allow_failure_swallow() -> None:
    assert job("test").steps[2].why_not == "after_script cannot fail the job"
    assert job("lint").swallows == "allow_failure"


def test_rules_are_triggers() -> None:
    found = {each.kind: each for each in job("train").triggers}
    assert set(found) == {When.SCHEDULE, When.MANUAL}
    assert found[When.SCHEDULE].unverified
    assert job("never").disabled
    assert {each.kind for each in job("test").triggers} == {When.PUSH, When.TAG}


def test_only_is_a_trigger_too() -> None:
    assert [each.kind for each in job("a", "a:\n  script: x\n  only: [main]\n").triggers] == [When.MERGE]
    assert [each.kind for each in job("a", "a:\n  script: x\n  only: [tags]\n").triggers] == [When.TAG]
    assert [each.kind for each in job("a", "a:\n  script: x\n  except: [tags]\n").triggers] == [When.PUSH]


def test_includes_from_elsewhere_are_listed() -> None:
    assert [each.reference for each in pipeline().outside] == ["acme/templates deploy.yml"]
    assert pipeline().uses_files == ("ci/shared.yml",)


def test_circles_end() -> None:
    assert len(pipeline("a:\n  extends: b\n  script: x\nb:\n  extends: a\n  script: y\n").jobs) == 2
    assert pipeline("include: .gitlab-ci.yml\na: {script: x}\n").jobs
