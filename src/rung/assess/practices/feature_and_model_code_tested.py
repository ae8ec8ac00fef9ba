"""The code that makes features, models and predictions has tests that can fail."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.tests import Tests
from rung.assess.testcode.base import COVERED, Does
from rung.domain import Capability, Effort, Judgement, Level, Place, met, partial, unmet
from rung.domain.unread import CODE, FileKind

LITTLE = 0.2
"""Share of the lines that train, judge and serve below which tests stand beside the matter."""
_NAMES = {Does.FEATURES: "features", Does.MODEL: "model", Does.SERVING: "serving"}


class FeatureAndModelCodeTested(Practice):
    """Feature, model and serving code have unit tests that assert behaviour.

    Why it matters
        A wrong join or a shifted window does not crash: it makes a model that is a little worse, and nobody knows why.
        A test with five rows whose answer is known finds it in a second.

    How to get there
        Start with the feature functions that are used most: a handful of rows in, the expected rows out. Then the
        model:
        it overfits a tiny batch, it is the same twice with one seed, it survives saving and loading. Then one request.

    Not enough
        - `assert True`, a test that only imports, a placeholder that is skipped
        - `assert model is not None` alone: whatever came back would pass
        - tests whose file stops at its imports, because what it asks for was renamed or never written
        - tests of vendored packages
        - coverage made of `__init__` files and configuration

    References
        - Google MLOps level 2: tests of feature logic, convergence, no NaN
        - Microsoft MLOps maturity model: the scoring script has tests (2), unit and integration tests (3)
        - ML Test Score: Data 7, Infra 2
        - DORA: test automation
        - mllint: testing
    """

    id = "feature-and-model-code-tested"
    capability = Capability.TESTING_AND_GATES
    level = Level.AUTOMATED
    fresh_days = 120
    needs = ("modular-code",)
    pitfall = "A wrong feature function makes a worse model without an error message"
    effort = Effort.DAYS
    seen_in = CODE | {FileKind.TEST}
    denied_in = CODE
    half_denied_in = denied_in
    remedy = "write a test with five rows and known answers for each of the most used feature functions"

    def judge(self, tests: Tests) -> Judgement:
        """Met when most of the parts there are have asserting tests."""
        if not tests.files:
            return unmet(
                "no tests were found",
                remedy="write a test with five rows and known answers for the most used feature function",
            )
        asserting = [file for file in tests.files if any(case.does for case in file.telling)]
        spots = [file.telling[0].place for file in asserting]
        if not asserting:
            return self._nothing_told(tests)
        covered, present = tests.covered, tests.present & COVERED
        missing = [_NAMES[each] for each in _NAMES if each & present and not each & covered]
        count = sum(len(file.telling) for file in asserting)
        if not covered and all(file.path in tests.outside for file in asserting):
            return unmet(
                f"{count} tests ask a server that somebody must start first, and no runner starts them",
                spots,
                remedy="write a test with five rows and known answers for the most used feature function",
            )
        if not covered:
            return partial(
                f"{count} tests assert something, and none reaches feature, model or serving code",
                spots,
                remedy="write a test with five rows and known answers for the most used feature function",
            )
        said = " and ".join(_NAMES[each] for each in _NAMES if each & covered)
        parts = [each for each in _NAMES if each & covered]
        enough = not missing or (len(parts) >= 2 and count >= 5)
        best = _best(tests)
        if tests.share < LITTLE and tests.untested:
            return partial(
                f"{count} tests assert what {said} code does; none reaches {tests.untested[0]}",
                best or spots,
                remedy=f"write a test with known answers for {tests.untested[0]}",
            )
        if enough and (count >= 3 or not missing):
            return met(f"{count} tests in {len(asserting)} files assert what {said} code does", best or spots)
        return partial(
            f"{count} tests assert what {said} code does; {' and '.join(missing)} code has none",
            best or spots,
            remedy=f"write a test with known answers for the {' and '.join(missing)} code",
        )

    def _nothing_told(self, tests: Tests) -> Judgement:
        """Tests that only see whether the code runs find the crash, and not the wrong answer."""
        ran = tests.cases(COVERED)
        if ran:
            return partial(
                f"{len(ran)} tests run the code and ask no more than whether something comes back",
                [case.place for case in ran],
                remedy="compare what comes back with known answers",
            )
        return unmet(self._hollow(tests), [file.cases[0].place for file in tests.files])

    def _hollow(self, tests: Tests) -> str:
        cases = [case for file in tests.files for case in file.cases]
        if tests.stopped and len({path for path, _ in tests.stopped}) == len(tests.files):
            return f"no test can run: {tests.stopped[0][1]}"
        skipped = [case for case in cases if case.skipped]
        if skipped and len(skipped) == len(cases):
            return f"all {len(cases)} tests are skipped or expected to fail"
        if not any(case.asserts for case in cases):
            return f"{len(cases)} tests, and none asserts anything about the project's code"
        return f"{len(cases)} tests, and none that asserts something reaches code of the project"


def _best(tests: Tests) -> list[Place]:
    """The first test of each part, then the others."""
    found = []
    for part in _NAMES:
        cases = [case for case in tests.cases(part) if case.telling]
        if cases:
            found.append(cases[0].place)
    return [*found, *(case.place for case in tests.cases(COVERED) if case.telling)]
