"""Bad, missing and disturbed inputs are tried before somebody else tries them."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.tests import Tests
from rung.assess.invocation import By
from rung.assess.testcode.base import Does
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet

ENOUGH = 5
"""Hand-written tests that make a suite."""
_ASKED = Does.MODEL | Does.SERVING
_OWN = Does.FEATURES | Does.MODEL | Does.SERVING


class RobustnessTested(Practice):
    """Out-of-range, missing, perturbed and adversarial-style inputs are tested; the system refuses or degrades safely.

    Why it matters
        A model answers everything, with confidence, also what it has never seen. What happens with a negative age, an
        empty text or a typo in every word is decided once, by a test, or again by every incident.

    How to get there
        Let a property test feed the feature and serving code with what the contract forbids, and add a
        perturbation suite
        (noise, typos, missing fields) whose loss of quality has a limit. Run both with the gate.

    Not enough
        - augmentation during training only
        - one unit test that a wrong type raises
        - a schema that refuses bad rows, without a test of what the model does with odd ones

    References
        - EU AI Act, Article 15(4)-(5)
        - NIST AI RMF: MEASURE 2.6, 2.7
        - ML Test Score: Monitor 2, Monitor 5
        - OpenSSF Scorecard: Fuzzing
    """

    id = "robustness-tested"
    capability = Capability.TESTING_AND_GATES
    level = Level.OPTIMIZED
    min_strength = Strength.PROVEN
    fresh_days = 180
    needs = ("feature-and-model-code-tested",)
    pitfall = "The first user with an odd input finds out what the model does with it"
    effort = Effort.DAYS
    remedy = "add property tests with out-of-range and missing inputs for the feature and serving code to CI"

    def judge(self, tests: Tests) -> Judgement:
        """Met when generated or disturbed inputs reach the model's code and CI runs it."""
        generated = [case for case in tests.cases(Does.GENERATED) if case.does & _OWN]
        hostile = [case for case in tests.cases(Does.HOSTILE) if case.does & _OWN]
        checked = {case.place for file in tests.files if file.run_by & By.CI for case in file.cases}
        spots = [case.place for case in (*generated, *hostile)]
        asked = [case for case in generated if case.does & _ASKED and case.place in checked]
        if asked:
            return met(f"{len(asked)} tests feed generated or disturbed inputs to the model in CI", spots)
        if any(case.place in checked for case in generated):
            return partial(
                f"{len(generated)} tests generate inputs for feature code, and none asks the model",
                spots,
                remedy="ask the model itself with generated inputs",
            )
        if generated:
            return partial(
                f"{len(generated)} tests feed generated or disturbed inputs, and CI does not run them",
                spots,
                remedy="run those tests in CI",
            )
        put = [case for case in hostile if case.does & (Does.PREDICTS | Does.POSTS)]
        if len(put) >= ENOUGH and any(case.place in checked for case in put):
            return met(f"{len(put)} tests put disturbed or out-of-range inputs to the model in CI", spots)
        if hostile:
            return partial(
                f"{len(hostile)} tests try a disturbed or out-of-range input; there is no suite",
                spots,
                remedy="make it a suite: missing, out-of-range and disturbed inputs for each feature",
            )
        return unmet("no test feeds disturbed, missing or out-of-range inputs to the model's code")
