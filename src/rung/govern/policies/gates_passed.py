"""No way leads around the gates."""

from __future__ import annotations

from rung.domain.release import Environment
from rung.govern.base import Case, Policy, Ruling


class GatesPassed(Policy):
    """Nothing goes to production that a gate has refused, or that no gate has seen where `rung.yaml` has gates."""

    id = "gates_passed"
    always = True

    def judge(self, case: Case) -> Ruling:
        """See the class."""
        if case.environment is not Environment.PRODUCTION:
            return self.ruling(True, f"{case.environment} is for trying")
        evaluation = case.version.evaluation
        if evaluation is None:
            if not case.gates:
                return self.ruling(True, "rung.yaml has no gates")
            return self.ruling(
                False, f"{case.version.name} was never evaluated, and rung.yaml has {len(case.gates)} gates", "rung run"
            )
        failed = [each for each in evaluation.gates if not each.ok]
        if failed:
            return self.ruling(False, f"the gate {failed[0].gate} refused it: {failed[0].says}", "rung run")
        return self.ruling(True, f"{len(evaluation.gates)} gates let it pass")
