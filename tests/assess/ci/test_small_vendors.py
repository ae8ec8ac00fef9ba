"""Vendors whose files are short."""

from rung.assess.ci.base import When, Workflow
from rung.assess.collectors.ci import CiCollector
from rung.assess.tree.memory import MemoryTree


def read(path: str, text: str) -> list[Workflow]:
    return list(CiCollector().collect(MemoryTree({path: text})).workflows)


def test_travis_phases() -> None:
    (found,) = read(
        ".travis.yml",
        "branches: {only: [main]}\ninstall: pip install .\nscript:\n  - pytest\nafter_success: codecov\n"
        "deploy: {provider: script, script: ./deploy.sh}\n",
    )
    assert [each.kind for each in found.triggers] == [When.MERGE, When.PULL_REQUEST]
    steps = {step.name: step for step in found.jobs[0].steps}
    assert steps["script"].commands[0].line == 4
    assert not steps["after_success"].can_fail
    assert steps["deploy"].commands[0].words == ("./deploy.sh",)


def test_cloud_build_steps_are_containers() -> None:
    (found,) = read(
        "build/release.yaml",
        "steps:\n- name: gcr.io/cloud-builders/docker\n  args: [build, -t, 'x:$_TAG', .]\n"
        "- name: python:3.12\n  entrypoint: bash\n  args:\n  - -c\n  - |\n    pytest\n    python train.py\n  dir: ml\n"
        "- name: '${_IMAGE}'\n  args: [x]\n  allowFailure: true\nsubstitutions: {_TAG: v1}\n".replace(
            "python:3.12", "docker.io/python:3.12"
        ),
    )
    assert (found.vendor, found.triggers[0].kind, found.triggers[0].unverified) == ("cloudbuild", When.UNKNOWN, True)
    docker, bash, last = found.jobs[0].steps
    assert docker.commands[0].words == ("docker", "build", "-t", "x:v1", ".")
    assert [each.can_fail for each in bash.commands] == [False, True]
    assert (bash.folder, bash.commands[0].line) == ("ml", 9)
    assert last.why_not == "allowFailure"


def test_code_build_phases() -> None:
    (found,) = read(
        "ci/train.yml",
        "version: 0.2\nphases:\n  install:\n    on-failure: CONTINUE\n    commands: [pip install .]\n"
        "  build:\n    commands:\n      - python train.py\n",
    )
    assert (found.vendor, found.triggers[0].kind) == ("codebuild", When.UNKNOWN)
    assert [step.can_fail for step in found.jobs[0].steps] == [False, True]


def test_bitbucket_has_a_workflow_per_start() -> None:
    found = read(
        "bitbucket-pipelines.yml",
        "image: python:3.12\npipelines:\n  branches:\n    main:\n      - step:\n          name: Test\n"
        "          script:\n"
        "            - pytest\n            - pipe: atlassian/aws-s3-deploy:1.1\n      - step:\n"
        "          deployment: production\n          trigger: manual\n          script: [./deploy.sh]\n"
        "  custom:\n    retrain:\n      - step: {script: [make train]}\n",
    )
    assert [each.triggers[0].kind for each in found] == [When.MERGE, When.MANUAL]
    test, deploy = found[0].jobs
    assert {step.uses for step in test.steps} == {"", "atlassian/aws-s3-deploy:1.1"}
    assert (deploy.environment, deploy.needs, deploy.triggers[0].kind) == ("production", ("Test",), When.MANUAL)


def test_buildkite_block_is_by_hand() -> None:
    (found,) = read(
        ".buildkite/pipeline.yml",
        "steps:\n  - label: test\n    command: pytest\n    soft_fail: true\n  - block: Release?\n"
        "  - label: release\n    commands: [make release]\n",
    )
    assert [job.triggers[0].kind for job in found.jobs] == [When.PUSH, When.MANUAL]
    assert found.jobs[0].swallows == "soft_fail"


def test_drone_and_woodpecker() -> None:
    (drone,) = read(
        ".drone.yml",
        "kind: pipeline\nname: default\ntrigger: {branch: [main], event: [push, cron]}\nsteps:\n- name: test\n"
        "  image: python\n  failure: ignore\n  commands: [pytest]\n",
    )
    assert [each.kind for each in drone.triggers] == [When.MERGE, When.SCHEDULE]
    assert drone.jobs[0].steps[0].why_not == "failure: ignore"
    (woodpecker,) = read(
        ".woodpecker.yml", "when: {event: push}\nsteps:\n  test:\n    image: x\n    commands: [make]\n"
    )
    assert woodpecker.jobs[0].steps[0].name == "test"


def test_travis_runs_a_job_for_each_set_of_variables() -> None:
    (found,) = read(
        ".travis.yml",
        "env:\n  global: [GOAL=check]\n  jobs: [PART=unit, PART='slow one']\nscript: make $GOAL-$PART\n"
        "jobs:\n  include:\n  - env: PART=docs\n  - name: lint\n    script: ruff check .\n",
    )
    assert [" ".join(job.steps[0].commands[0].words) for job in found.jobs] == [
        "make check-unit",
        "make check-slow one",
        "make check-docs",
        "ruff check .",
    ]


def test_travis_variables_of_no_matrix_make_one_job() -> None:
    (found,) = read(".travis.yml", "env: {GOAL: test}\nscript: make $GOAL $OTHER\n")
    assert [job.steps[0].commands[0].words for job in found.jobs] == [("make", "test", "$OTHER")]
