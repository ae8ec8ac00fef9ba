from rung.assess.ci.base import When, Workflow
from rung.assess.ci.definitions import Definitions
from rung.assess.ci.github import GitHub
from rung.assess.tree.memory import MemoryTree

CI = """\
name: CI
on:
  push:
    branches: [main]
    paths: ["src/**"]
  pull_request:
  schedule:
    - cron: "0 4 * * 1"
  workflow_dispatch:
env:
  STAGE: prod
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        python: ["3.11", "3.12"]
    steps:
      - uses: actions/checkout@v4
      - name: Test
        run: |
          pip install -r requirements.txt
          pytest | tee log.txt
      - run: ruff check .
        continue-on-error: true
  train:
    needs: test
    if: github.event_name == 'schedule'
    environment: ${{ env.STAGE }}
    runs-on: gpu
    defaults:
      run:
        working-directory: ml
    steps:
      - shell: bash
        run: python train.py | tee log.txt
      - run: python register.py
        if: ${{ steps.gate.outputs.passed }} == 'true'
      - run: python old.py
        if: false
"""


def ci(text: str = CI, path: str = ".github/workflows/ci.yml", others: dict[str, str] | None = None) -> Workflow:
    return next(iter(GitHub().read(path, Definitions(MemoryTree({path: text, **(others or {})})))))


def test_triggers_carry_branches_paths_and_times() -> None:
    found = {each.kind: each for each in ci().triggers}
    assert set(found) == {When.MERGE, When.PULL_REQUEST, When.SCHEDULE, When.MANUAL}
    assert found[When.MERGE].paths == ("src/**",)
    assert found[When.MERGE].line == 3
    assert found[When.SCHEDULE].cron == "0 4 * * 1"


def test_a_push_of_tags_only_is_a_tag() -> None:
    assert [each.kind for each in ci("on: {push: {tags: ['v*']}}\njobs: {}").triggers] == [When.TAG]
    assert [each.kind for each in ci("on: push\njobs: {}").triggers] == [When.PUSH]
    assert [each.kind for each in ci("on: [push, release]\njobs: {}").triggers] == [When.PUSH, When.RELEASE]


def test_jobs_know_needs_environment_matrix_and_permissions() -> None:
    test, train = ci().jobs
    assert test.matrix == {"python": ("3.11", "3.12")}
    assert test.permissions == {"contents": "read"}
    assert (train.needs, train.environment, train.image, train.line) == (("test",), "prod", "gpu", 28)


def test_the_condition_of_a_job_narrows_its_triggers() -> None:
    assert [each.kind for each in ci().jobs[1].triggers] == [When.SCHEDULE]
    deploy = "on: push\njobs:\n  d:\n    if: github.ref == 'refs/heads/main'\n    steps: []\n"
    assert [each.kind for each in ci(deploy).jobs[0].triggers] == [When.MERGE]
    tagged = "on: push\njobs:\n  d:\n    if: startsWith(github.ref, 'refs/tags/')\n    steps: []\n"
    assert [each.kind for each in ci(tagged).jobs[0].triggers] == [When.TAG]


def test_a_condition_that_no_trigger_meets_disables_the_job() -> None:
    text = "on: push\njobs:\n  d:\n    if: github.event_name == 'schedule'\n    steps: []\n"
    assert "no trigger" in ci(text).jobs[0].disabled


def test_commands_have_their_real_lines_and_what_swallows_them() -> None:
    install, pytest_, _ = ci().jobs[0].steps[1].commands
    assert (install.line, install.can_fail) == (24, True)
    assert (pytest_.line, pytest_.can_fail) == (25, False)
    assert "tee" in pytest_.why_not


def test_bash_named_as_the_shell_sets_pipefail() -> None:
    step = ci().jobs[1].steps[0]
    assert step.commands[0].can_fail
    assert step.folder == "ml"


def test_continue_on_error_and_idle_gates_are_named() -> None:
    assert ci().jobs[0].steps[2].why_not == "continue-on-error"
    gate = ci().jobs[1].steps[1]
    assert not gate.can_fail
    assert "always true" in gate.why_not
    assert ci().jobs[1].steps[2].disabled == "if: false"


def test_a_workflow_in_a_nested_folder_never_runs() -> None:
    assert ci(path="app/.github/workflows/ci.yml").disabled == "workflow in a nested folder never runs"
    assert not ci().disabled


def test_a_template_is_marked_and_not_disabled() -> None:
    found = ci(path="{{ cookiecutter.slug }}/.github/workflows/ci.yml")
    assert found.templated
    assert not found.disabled


CALLER = """\
on: push
jobs:
  build:
    uses: ./.github/workflows/build.yml
    with:
      target: train
  shared:
    needs: build
    uses: acme/shared/.github/workflows/deploy.yml@v2
"""
CALLED = """\
on:
  workflow_call:
    inputs:
      target: {type: string}
jobs:
  make:
    runs-on: ubuntu-latest
    steps:
      - run: make ${{ inputs.target }}
"""


def test_a_local_reusable_workflow_is_put_in_place() -> None:
    found = ci(CALLER, others={".github/workflows/build.yml": CALLED})
    assert [job.id for job in found.jobs] == ["build", "build/make", "shared"]
    inner = found.jobs[1]
    assert inner.steps[0].commands[0].words == ("make", "train")
    assert inner.path == ".github/workflows/build.yml"
    assert [str(place) for place in inner.via] == [".github/workflows/ci.yml:3 (job build)"]
    assert [each.kind for each in inner.triggers] == [When.PUSH]
    assert found.jobs[0].needs == ("build/make",)


def test_a_reusable_workflow_elsewhere_is_listed() -> None:
    found = ci(CALLER, others={".github/workflows/build.yml": CALLED})
    assert [each.reference for each in found.outside] == ["acme/shared/.github/workflows/deploy.yml@v2"]


def test_a_workflow_that_calls_itself_ends() -> None:
    text = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/ci.yml\n"
    assert len(ci(text).jobs) < 10


def test_a_composite_action_is_put_in_place() -> None:
    text = "on: push\njobs:\n  a:\n    steps:\n      - uses: ./.github/actions/setup\n        with: {kind: dev}\n"
    action = (
        "inputs: {kind: {default: prod}}\nruns:\n  using: composite\n  steps:\n"
        "    - run: make ${{ inputs.kind }}\n      shell: bash\n"
    )
    found = ci(text, others={".github/actions/setup/action.yml": action})
    step = found.jobs[0].steps[1]
    assert step.path == ".github/actions/setup/action.yml"
    assert step.commands[0].words == ("make", "dev")
    assert str(step.via[0]) == ".github/workflows/ci.yml:5"


def test_an_action_that_stands_for_a_command_gives_it() -> None:
    text = (
        "on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n"
        "        with: {context: ./api, file: api/Dockerfile, push: true}\n"
    )
    step = ci(text).jobs[0].steps[0]
    assert step.action == "docker/build-push-action"
    assert step.commands[0].words == ("docker", "build", "-f", "api/Dockerfile", "./api")


def test_what_runs_on_another_machine_is_not_looked_up_here() -> None:
    text = (
        "on: push\njobs:\n  a:\n    steps:\n      - uses: appleboy/ssh-action@v1\n        with: {script: ./deploy.sh}\n"
    )
    assert ci(text).jobs[0].steps[0].folder == "$remote"
