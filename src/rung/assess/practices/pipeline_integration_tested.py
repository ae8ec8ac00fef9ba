"""The whole pipeline runs on a small sample before somebody needs it."""

from __future__ import annotations

import re

from rung.assess.base import Practice
from rung.assess.code.base import places
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.tests import Tests
from rung.assess.collectors.training import Training
from rung.assess.excerpt import excerpt
from rung.assess.invocation import UNATTENDED, Invocation
from rung.assess.loop.base import Loop
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.assess.regex import regex
from rung.assess.testcode.base import Does, TestCase
from rung.domain import Capability, Effort, Judgement, Level, Place, Shown, Strength, met, partial, unmet
from rung.domain.record import CiRun

_SMALL = regex(
    r"(^|[^a-z])(e2e|end.to.end|integration|smoke|sample|small|tiny|toy|dry.?run|nrows|subset|fast.?dev|synthetic|"
    r"env[= ]test|test.?(data|run|env)|limit)([^a-z]|$)",
    re.I,
)
_RUNNERS = ("dvc", "kedro", "mlflow", "snakemake", "metaflow", "zenml", "prefect", "airflow", "make", "dagster", "nox")


class PipelineIntegrationTested(Practice):
    """The whole pipeline, raw data to registered model to one prediction, runs on a small sample in CI or nightly.

    Why it matters
        Every step can be right and the pipeline wrong: a renamed column, a path, a version of a library. A
        thousand rows
        through all of it show that in minutes, the real run shows it at night.

    How to get there
        Commit a sample of a thousand rows, or make one. Run the same pipeline command on it in CI, into a
        temporary store,
        and assert that a model came out and that it answers one request.

    Not enough
        - a test that the graph can be parsed
        - flow tests in which every step is mocked
        - the real training run after the merge: it finds the fault, too late and at full price

    References
        - Google MLOps level 2: testing integration between components
        - Microsoft MLOps maturity model: basic integration tests (1), in each release (3)
        - ML Test Score: Infra 3, Infra 5
    """

    id = "pipeline-integration-tested"
    capability = Capability.TESTING_AND_GATES
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    fresh_days = 30
    needs = ("pipeline-defined",)
    pitfall = "The first full run of a change is the one in production"
    effort = Effort.DAYS
    remedy = "commit a 1,000-row sample and run the pipeline command on it in CI, asserting on the model it makes"

    def judge(
        self, tests: Tests, training: Training, pipelines: Pipelines, commands: Commands, loop: Loop
    ) -> Judgement:
        """Met when CI runs the flow unmocked on little data or in a test environment."""
        flows = _flows(tests.in_ci(Does.TRAINS | Does.FLOW))
        small = [each for each in commands.by(UNATTENDED) if _runs_small(each, training, commands)]
        small += [each for each in loop.trials if loop.runs and each.by & UNATTENDED and each.can_fail]
        if flows and any(case.does & Does.PREDICTS for case in tests.in_ci(Does.TRAINS)):
            return met(f"{len(flows)} tests run the training flow unmocked in CI, up to a prediction", _spots(flows))
        for last, said in ((Does.POSTS, "ask the service in CI"), (Does.JUDGES, "judge the model in CI")):
            through = _flows(tests.in_ci(Does.FEATURES | Does.TRAINS | last))
            if through:
                return met(f"{len(through)} tests prepare, train and {said}, step by step", _spots(through))
        if small:
            return met(
                f"`{excerpt(small[0].text, 60)}` runs the pipeline in CI on a sample or in a test environment",
                [small[0].place],
            )
        if flows:
            return partial(
                f"{len(flows)} tests run the training flow in CI, and none asks the model for a prediction",
                _spots(flows),
                remedy="ask the model that the test made for a prediction, and assert on it",
            )
        real = training.reach.only(training.fits, UNATTENDED)
        launched = [graph for graph in pipelines.training if graph.by & UNATTENDED]
        if real or launched:
            spots = [*places(real), *(graph.place for graph in launched)]
            return partial(
                "CI runs the real training, and no run on a small sample tests the pipeline first",
                spots,
                remedy="run the same pipeline on a small sample first, and assert on the model it makes",
            )
        whole = Does.FEATURES | Does.TRAINS | Does.JUDGES
        apart = _flows(
            [
                case
                for case in tests.cases(Does.TRAINS)
                if case.does & (Does.FLOW | Does.TRAINS) == Does.FLOW | Does.TRAINS or case.does & whole == whole
            ]
        )
        if apart:
            return partial(
                f"{len(apart)} tests run the training flow unmocked, and CI does not run them",
                _spots(apart),
                remedy="run those tests in CI",
            )
        mocked = [case for file in tests.files for case in file.cases if case.mostly_mocked and case.does & Does.MODEL]
        if mocked:
            return unmet(
                f"{len(mocked)} tests of the flow replace its steps with mocks",
                _spots(mocked),
                remedy="add one test that runs the steps themselves on a small sample",
            )
        return unmet("nothing runs the pipeline on a small sample")

    def shown(self, records: Records) -> Shown | None:
        """A green CI run: where the test is part of CI, it ran."""
        return happened([each for each in records.of(CiRun) if each.status == "success"], "CI was green")


def _flows(cases: list[TestCase]) -> list[TestCase]:
    return [case for case in cases if not case.mostly_mocked]


def _spots(cases: list[TestCase]) -> list[Place]:
    return [case.place for case in cases]


def _runs_small(each: Invocation, training: Training, commands: Commands) -> bool:
    """A command that runs a pipeline, where it or its job says that it is a test."""
    if each.disabled or not each.can_fail or each.program in ("echo", "pip", "cp", "mv", "curl"):
        return False
    if not _SMALL.search(f"{each.text} {each.workflow} {' '.join(place.path for place in each.via)} {each.place.path}"):
        return False
    trains = {site.module.path for site in training.fits}
    for path, invocation in commands.scripts():
        if invocation is each and (path in trains or (training.reach.from_module(path) and _reaches(path, training))):
            return True
    return (
        each.program in _RUNNERS
        and bool(re.search(r"\b(repro|train|training|pipeline|run)\b", each.text))
        and bool(re.search(r"train|repro|pipeline", each.text))
    )


def _reaches(path: str, training: Training) -> bool:
    return any(node[0] == path for node in training.reach.above(site.scope for site in training.fits))
