"""Every proposed change is tested by a machine before it is merged."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.ci.base import ON_CHANGE, When
from rung.assess.code import Code
from rung.assess.code.base import places
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.tests import Tests
from rung.assess.collectors.training import Training
from rung.assess.invocation import By
from rung.assess.records import Records
from rung.assess.records.telling import is_program, share
from rung.assess.testcode.base import TestRun
from rung.assess.unread import Unread
from rung.domain import Capability, Effort, Judgement, Level, Place, Shown, Strength, met, partial, unknown, unmet
from rung.domain.record import CiRun, Review
from rung.domain.unread import CODE, WORKING, FileKind, UnreadFile


class CiOnEveryChange(Practice):
    """Every proposed change is built, linted and tested automatically, and a red result blocks the merge.

    Why it matters
        A test that runs when somebody remembers protects only the changes of careful days. What is checked on every
        change stays true, and the one who broke it hears of it while the change is still on the desk.

    How to get there
        Let the forge run the test command on every pull request: install from the lock, lint, test. Make that check
        a required one on the default branch, so that a red result stops the merge.

    Not enough
        - a workflow that only builds the documentation, publishes or labels
        - tests that stop at their imports: a check that is red on every change says nothing about this one
        - `continue-on-error`, `|| true`, `pytest --collect-only`, a pipe that loses the exit code
        - a workflow below a folder where the forge does not look for it
        - a pipeline that trains on push and tests nothing

    References
        - Google MLOps level 2: pipeline continuous integration
        - Microsoft MLOps maturity model: automated builds (1), all code has automated tests (3)
        - OpenSSF Scorecard: CI-Tests, Branch-Protection
        - DORA: continuous integration
        - ML Test Score: Model 1
    """

    id = "ci-on-every-change"
    capability = Capability.TESTING_AND_GATES
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    fresh_days = 60
    needs = ("code-in-version-control",)
    pitfall = "Automation carries every mistake into production when nothing looks at a change first"
    effort = Effort.HOURS
    seen_in = frozenset({FileKind.CI, FileKind.SETTINGS, FileKind.TEST})
    remedy = "add a workflow on pull_request that installs, lints and tests, and make it a required check"

    def judge(
        self, ci: Ci, tests: Tests, training: Training, pipelines: Pipelines, code: Code, unread: Unread
    ) -> Judgement:
        """Met when tests run on a change and their failure reaches the job."""
        if not ci.workflows:
            return unmet("no CI definition was found")
        blocking = tests.blocking
        if blocking:
            working = [site.module.path for site in training.declared]
            working += [graph.place.path for graph in pipelines.training if not graph.linear]
            return self._tested(tests, working, code, unread)
        broken = [run for run in tests.runs if run.by & By.CI and run.on_change and run.why_not]
        if broken:
            first = broken[0]
            return partial(
                f"{first.what} runs in CI, and its failure does not stop it: {first.why_not}",
                [first.place],
                remedy="let the step stop the job when it fails",
            )
        changing = [(workflow, job) for workflow, job in ci.on(*ON_CHANGE, When.UNKNOWN)]
        if tests.linting and changing:
            tool, place = tests.linting[0]
            return partial(f"CI runs {tool} on a change, and no tests", [place], remedy="run the tests in the same job")
        trained = training.reach.only(training.fits, By.CI)
        launched = [graph.place for graph in pipelines.training if graph.by & By.CI]
        if (trained or launched) and any(job.on(*ON_CHANGE) for _, job in changing):
            return partial(
                "a change makes CI run the training, and neither tests nor linters",
                [*places(trained), *launched],
                remedy="add a job that lints and tests, beside the training",
            )
        late = [run for run in tests.runs if run.by & By.CI and not run.why_not]
        if late:
            return partial(
                f"{late[0].what} runs in CI, but not because of a change",
                [late[0].place],
                remedy="start that job on pull requests",
            )
        if any(each.disabled for each in ci.workflows) and not changing:
            dead = next(each for each in ci.workflows if each.disabled)
            return unmet(
                f"{dead.path} never runs: {dead.disabled}",
                [dead.place],
                remedy=f"enable {dead.path} again, or remove it and start its jobs on pull requests",
            )
        return self._no_tests(ci, [job.place for _, job in changing])

    def shown(self, records: Records) -> Shown | None:
        """Merged changes with a completed check; without records of changes, runs on changes and pushes."""
        runs = [each for each in records.of(CiRun) if each.event in ("change", "push") and each.status != "cancelled"]
        changes = [each for each in records.of(Review) if not is_program(each.author)]
        if changes:
            checked = {each.change for each in runs if each.change} | {each.commit for each in runs if each.commit}
            return share(
                changes,
                lambda each: each.checks in ("success", "failure") or bool({each.change, each.commit} & checked),
                "merged changes had a completed check",
                decides=True,
            )
        return share(runs, lambda each: each.status == "success", "CI runs on changes were green", most=0.5)

    def _tested(self, tests: Tests, working: list[str], code: Code, unread: Unread) -> Judgement:
        early = [run for run in tests.blocking if run.before_merge]
        run = (early or tests.blocking)[0]
        spots = [each.place for each in (*early, *tests.blocking)]
        if not tests.files:
            return partial(
                f"{run.what} runs on a change, and there are no tests for it to run",
                spots,
                remedy="write the first tests: feature code with known answers, and one prediction of a saved model",
            )
        red = [why for path, why in tests.stopped if run.runs(path)]
        if red:
            return partial(
                f"{run.what} runs on a change, and is red whatever changes: {red[0]}",
                spots,
                remedy="correct that import, or write what it asks for, so that red means something again",
            )
        listening = early or tests.blocking
        deaf = [path for path in working if not any(run.started_by(path) for run in listening)]
        if deaf:
            return partial(
                f"{run.what} does not run when {deaf[0]} changes",
                spots,
                remedy=f"let changes of {deaf[0]} start it too",
            )
        if hidden := _hidden(listening, tests, code, unread):
            told = (
                f"{run.what} runs on a change; whether it can be green, and sees training, may be in {hidden[0].path}"
            )
            return unknown(f"{told}, not read: {hidden[0].reason}", [Place(hidden[0].path), *spots])
        tools = ", ".join(sorted({tool for tool, _ in tests.linting})[:3])
        linted = f", beside {tools}" if tools else ", without a linter"
        if early:
            return met(f"{run.what} runs on every change{linted}", spots)
        if run.unverified:
            return met(f"{run.what} runs in {run.place.path}{linted}; what starts it is kept outside git", spots)
        return partial(
            f"{run.what} runs only after the merge{linted}", spots, remedy="start that job on pull requests too"
        )

    def _no_tests(self, ci: Ci, spots: list[Place]) -> Judgement:
        outside = [
            each
            for workflow in ci.workflows
            if not workflow.triggers or workflow.on(*ON_CHANGE, When.UNKNOWN)
            for each in workflow.outside
            if each.kind in ("workflow", "template", "include", "pipeline") and not each.read
        ]
        if outside:
            return unknown(
                f"the checks are in {outside[0].reference}, which is not in this repository",
                [outside[0].place],
                remedy="give the repository that holds the checks, or call a test job from a workflow here",
            )
        unreadable = [each for each in ci.workflows if each.unreadable]
        if unreadable and not spots:
            return unmet(
                f"{unreadable[0].path} cannot be read: {unreadable[0].unreadable}",
                [unreadable[0].place],
                remedy=f"mend {unreadable[0].path}, so that the CI platform can read it",
            )
        return unmet(
            f"CI is there ({ci.workflows[0].path}), and no job of it tests a change",
            spots,
            remedy=f"add a job to {ci.workflows[0].path} that installs, lints and tests each change",
        )


def _hidden(runs: list[TestRun], tests: Tests, code: Code, unread: Unread) -> list[UnreadFile]:
    """What was not read and could make the check red for ever, or deaf: tests, what they import, and what trains."""
    asked = {
        part
        for file in tests.files
        if file.path in code.modules
        for name in code.modules[file.path].import_lines
        for part in name.split(".")
    }
    found = [
        each for each in unread.of(CODE | {FileKind.TEST}) if each.kind is FileKind.TEST or _stem(each.path) in asked
    ]
    return found or (unread.of(WORKING) if all(each.only_for for each in runs) else [])


def _stem(path: str) -> str:
    """The last part of a module's name."""
    return path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]
