"""Who runs the tests: commands of runners, and CI steps that are runners themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rung.assess.ci.base import ON_CHANGE, Job, When, Workflow
from rung.assess.excerpt import excerpt
from rung.assess.invocation import By, Invocation
from rung.assess.regex import regex
from rung.assess.testcode.base import TestRun
from rung.domain import Place

RUNNERS = frozenset({"pytest", "py.test", "tox", "nox", "unittest", "nosetests", "nose2", "trial", "behave", "green"})
LINTERS = frozenset({
    "ruff", "flake8", "pylint", "mypy", "pyright", "basedpyright", "black", "isort", "pre-commit", "prek", "lefthook",
    "bandit", "pyflakes", "pycodestyle", "pytype", "ty", "pyre", "yamllint", "sqlfluff", "lintr",
    "pydocstyle", "prospector",
    "hadolint", "shellcheck", "tflint", "checkov", "pip-audit", "trivy", "semgrep", "autoflake", "ansible-lint",
})  # fmt: skip
_ACTIONS = regex(r"check-r-package|/pytest|run-pytest|pytest-action|tox-action|publish-unit", re.I)
_LINT_ACTIONS = regex(
    r"super-linter|ruff-action|pre-commit|flake8|black|pylint|codeql|mypy|reviewdog|lintr|trivy|sonar", re.I
)
_R_TESTS = regex(r"devtools::(test|check)|testthat::|rcmdcheck|test_dir\(|test_local\(|test_check\(|covr::|tinytest")
_ONLY_LISTS = ("--collect-only", "--co", "--fixtures", "--version", "--help")
_VALUED = frozenset({
    "-k", "-m", "-n", "-p", "-c", "-o", "-W", "-r", "--cov", "--junitxml", "--cov-report", "--maxfail", "--durations",
    "--rootdir", "--cov-config", "--timeout", "--color", "--tb", "--junit-xml", "--log-level", "--ignore",
    "--numprocesses",
})  # fmt: skip
_BEFORE = frozenset({When.PULL_REQUEST, When.PUSH})


def test_runs(invocations: Iterable[Invocation], jobs: Iterable[tuple[Workflow, Job]]) -> Iterator[TestRun]:
    """Everything that runs tests, in the order of the commands."""
    by_job = {f"{workflow.path}#{job.id}": job for workflow, job in jobs}
    for each in invocations:
        if _is_run(each):
            yield _run(each, by_job.get(each.workflow))
    for head, job in by_job.items():
        for step in job.steps:
            if step.uses and _ACTIONS.search(step.uses) and not step.disabled:
                why = step.why_not if not step.can_fail else ""
                yield _placed(step.uses, step.place, why or job.swallows, job, head)


def lint_commands(
    invocations: Iterable[Invocation], jobs: Iterable[tuple[Workflow, Job]]
) -> Iterator[tuple[str, Place]]:
    """(tool, place) of what CI checks without running: linters, type checkers, scanners."""
    for each in invocations:
        if each.by & By.CI and not each.disabled and each.can_fail and runner_of(each) in LINTERS:
            yield runner_of(each), each.place
    for _, job in jobs:
        for step in job.steps:
            noticed = step.can_fail and not job.swallows
            if step.uses and _LINT_ACTIONS.search(step.uses) and noticed and not step.disabled:
                yield step.uses.partition("@")[0], step.place


def runner_of(each: Invocation) -> str:
    """The program, or the module that `python -m` runs."""
    if each.program.startswith("python") and each.args[:1] == ("-m",) and len(each.args) > 1:
        return each.args[1].rsplit(".", 1)[0] if each.args[1] == "coverage.__main__" else each.args[1]
    return each.program.rsplit("/", 1)[-1]


def _is_run(each: Invocation) -> bool:
    runner = runner_of(each)
    if runner == "coverage":
        return each.args[:1] == ("run",) or "run" in each.args[:3]
    if runner in ("hatch", "pdm", "rye", "poe", "bazel", "dotnet", "pants"):
        return any(word == "test" or word.startswith("test:") or word.endswith(":test") for word in each.args[:4])
    if runner in ("Rscript", "R"):
        return bool(_R_TESTS.search(each.text)) or each.args[:2] == ("CMD", "check")
    if runner == "manage.py" or each.args[:1] == ("manage.py",):
        return "test" in each.args
    if runner == "setup.py" or each.args[:1] == ("setup.py",):
        return "test" in each.args or "pytest" in each.args
    if runner in ("docker", "docker-compose", "podman") and each.args[:1] != ("build",):
        return any(word in RUNNERS for word in each.args)
    return runner in RUNNERS


def _run(each: Invocation, job: Job | None) -> TestRun:
    why = each.disabled or ("" if each.can_fail else each.why_not or "its failure is swallowed")
    if any(word in _ONLY_LISTS for word in each.args):
        why = "it only lists the tests"
    plain = _plain(each.args[2:] if each.args[:1] == ("-m",) else each.args)
    paths = tuple(word.partition("::")[0].removeprefix("./") for word in plain) if _takes_paths(each) else ()
    paths = () if any("$" in word or "*" in word for word in paths) else paths
    if job is None or each.disabled:
        return TestRun(
            excerpt(each.text),
            each.place,
            each.by,
            why_not=why,
            workflow=each.workflow,
            folder=each.folder,
            paths=paths,
        )
    return _placed(
        excerpt(each.text), each.place, why or job.swallows, job, each.workflow, folder=each.folder, paths=paths
    )


def _placed(
    what: str, place: Place, why: str, job: Job, head: str, *, folder: str = "", paths: tuple[str, ...] = ()
) -> TestRun:
    changes = [trigger.paths for trigger in job.triggers if trigger.kind in ON_CHANGE]
    return TestRun(
        what,
        place,
        By.CI,
        on_change=job.on(*ON_CHANGE, When.UNKNOWN),
        before_merge=job.on(*_BEFORE),
        unverified=any(trigger.unverified for trigger in job.triggers),
        why_not=why,
        workflow=head,
        folder=folder,
        paths=paths,
        only_for=tuple(path for each in changes for path in each) if all(changes) else (),
    )


def _takes_paths(each: Invocation) -> bool:
    return runner_of(each) in ("pytest", "py.test")


def _plain(args: tuple[str, ...]) -> list[str]:
    found, skip = [], False
    for word in args:
        if skip or word.startswith("-"):
            skip = not skip and word in _VALUED
        else:
            found.append(word)
    return found
