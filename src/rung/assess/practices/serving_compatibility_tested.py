"""The packaged model is asked a known question in the image that will serve it."""

from __future__ import annotations

import re

from rung.assess.base import Practice
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.tests import Tests
from rung.assess.excerpt import excerpt
from rung.assess.invocation import By, Invocation
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.assess.regex import regex
from rung.assess.testcode.base import Does
from rung.domain import Capability, Effort, Judgement, Level, Place, Shown, Strength, met, partial, unmet
from rung.domain.record import CiRun, Deployment

_ROUTE = regex(r"/(predict\w*|invocations|score|infer\w*|classify|v\d+/models?/|v2/models)", re.I)
_DATA = regex(r"(^| )(-d|--data\S*|--json|-F|-T|--data-binary)( |=|$)|-X ?POST|@[\w./-]+\.json")
_ASKS = regex(r"mlflow models predict|bentoml .{0,300}(serve|run)|invoke-endpoint|online-endpoint invoke|"
    r"endpoints predict|"
                   r"ai-platform (local )?predict|kserve|seldon.{0,300}predict", re.I)  # fmt: skip
_SMOKE = regex(r"smoke|golden|(test|check|probe|verify|validate)[\w-]{0,60}(endpoint|web_?service|deploy|"
    r"serving|api|model)|"
                    r"(endpoint|deploy\w{0,60}|serving|api)[\w-]{0,60}(test|check)", re.I)  # fmt: skip


class ServingCompatibilityTested(Practice):
    """Before release the packaged model is loaded in the serving image and answers recorded example requests correctly.

    Why it matters
        A model that was pickled with one version of a library may load with another and answer differently, or not load
        at all. A health check that says 200 has not asked it anything.

    How to get there
        Keep some twenty requests with the answers of the training environment beside each model. In CI start the built
        image, send them, and compare with a tolerance; release only then.

    Not enough
        - a health endpoint that answers 200
        - a test of the service with a mocked model
        - a request whose answer nobody compares

    References
        - Google MLOps: infrastructure compatibility (level 1), testing the prediction service (level 2)
        - Microsoft MLOps maturity model, level 2: the scoring script has tests
        - ML Test Score: Infra 5, Infra 6
    """

    id = "serving-compatibility-tested"
    capability = Capability.TESTING_AND_GATES
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    fresh_days = 90
    needs = ("served-behind-interface",)
    pitfall = "The release that cannot load its model is found by the first request"
    effort = Effort.DAYS
    remedy = "keep golden requests with the model, and in CI start the built image, send them and compare the answers"

    def judge(self, tests: Tests, commands: Commands) -> Judgement:
        """Met when the image answers a prediction that is compared; partial when one of these is missing."""
        asked = [each for each in commands.by(By.CI) if _asks_service(each) and not each.disabled]
        real = [each for each in asked if each.can_fail]
        if real and any(_compared(each, real, commands) for each in real) and _starts_image(commands, real):
            return met(
                f"`{excerpt(real[0].text, 70)}` asks the built image in CI and the answer is compared", _spots(real)
            )
        if asked:
            why = "" if real else f": {asked[0].why_not}"
            missing = "its failure is lost" if not real else "nothing compares the answer"
            return partial(
                f"CI asks the service for a prediction, and {missing}{why}",
                _spots(asked),
                remedy="start the built image in that job, and compare its answers with recorded ones",
            )
        smoke = [
            each for path, each in commands.scripts() if each.by & By.CI and not each.disabled and _SMOKE.search(path)
        ]
        units = {run.place.path for run in tests.runs}
        smoke = [
            each for each in smoke if not re.search(r"(^|/)tests?/", each.text) and not _runs(each, commands, units)
        ]
        if smoke:
            return partial(
                f"`{excerpt(smoke[0].text, 70)}` tests the deployed service; no recorded answers are compared",
                _spots(smoke),
                remedy="compare its answers with recorded ones, before the release",
            )
        loaded = tests.in_ci(Does.LOADS | Does.PREDICTS)
        if loaded:
            return partial(
                f"{len(loaded)} tests load a saved model and let it predict, outside the serving image",
                [case.place for case in loaded],
                remedy="start the built image in CI and ask it the same, with recorded answers",
            )
        return unmet("nothing asks the packaged model for a known answer before release")

    def shown(self, records: Records) -> Shown | None:
        """Releases of models that were asked before they went out, or else a green CI run: the test is part of it."""
        went = [each for each in records.of(Deployment) if each.status == "success" and not each.rollback]
        tested = [each for each in went if each.tested]
        if tested:
            told = "a model was loaded in a clean process and gave the recorded answers before its release"
            return happened(tested, told, decides=True)
        return happened([each for each in records.of(CiRun) if each.status == "success"], "CI was green")


def _runs(each: Invocation, commands: Commands, units: set[str]) -> bool:
    """What it executes runs unit tests."""
    return any(path in units for path, other in commands.scripts() if other is each)


def _asks_service(each: Invocation) -> bool:
    if each.program in ("curl", "http", "wget", "hey"):
        return bool(_ROUTE.search(each.text)) and bool(_DATA.search(each.text))
    return bool(_ASKS.search(each.text))


def _compared(each: Invocation, asked: list[Invocation], commands: Commands) -> bool:
    """Another command of the same job reads the answer: diff, jq -e, grep, a script, an assertion."""
    readers = ("diff", "jq", "grep", "cmp", "python", "pytest", "test", "[")
    return any(
        other.workflow == each.workflow
        and other.place.path == each.place.path
        and other.place.line >= each.place.line
        and other.place.line - each.place.line <= 12
        and other.program in readers
        and other.can_fail
        and other not in asked
        for other in commands.by(By.CI)
    )


def _starts_image(commands: Commands, asked: list[Invocation]) -> bool:
    heads = {each.workflow for each in asked}
    return any(
        each.workflow in heads
        and each.program in ("docker", "docker-compose", "podman")
        and each.args[:1] in (("run",), ("compose",), ("up",))
        for each in commands.by(By.CI)
    )


def _spots(found: list[Invocation]) -> list[Place]:
    return [each.place for each in found]
