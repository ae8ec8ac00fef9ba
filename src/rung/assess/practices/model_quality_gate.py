"""A model that is not good enough cannot be promoted."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.gates import Gates
from rung.assess.quality.base import Gate
from rung.assess.records import Records
from rung.assess.records.telling import happened
from rung.domain import Capability, Effort, Judgement, Level, Shown, Strength, met, partial, unmet
from rung.domain.record import ModelRelease


class ModelQualityGate(Practice):
    """A model that does not meet written thresholds against the current model or baseline cannot be promoted.

    Why it matters
        Retraining by machine makes bad models by machine as well: one broken column is enough. Without something that
        refuses, the newest model is in production before anybody has looked.

    How to get there
        Between evaluation and registration compare the candidate with the current model on the same held-out rows, and
        with a written floor. End the run when it loses, or do not register. Let an error refuse too.

    Not enough
        - a metric that is logged or printed and never compared
        - a threshold that everything passes, such as accuracy above 0
        - a comparison in a notebook cell, or after the alias was moved
        - an exception handler that lets the new model win

    References
        - Google MLOps: model validation (level 1), predictive targets (level 2)
        - Microsoft MLOps maturity model, level 3; AWS: reliable
        - ML Test Score: Infra 4, Model 5
        - EU AI Act, Article 9(6)-(8), 15(1); NIST AI RMF, MANAGE 1.1, MEASURE 2.5; ISO/IEC 42001 A.6.2.4
    """

    id = "model-quality-gate"
    capability = Capability.TESTING_AND_GATES
    level = Level.AUTOMATED
    min_strength = Strength.PROVEN
    fresh_days = 90
    needs = ("code-in-version-control",)
    pitfall = "Retraining on a schedule promotes the first bad model as readily as a good one"
    effort = Effort.DAYS
    remedy = "write a threshold file and end the run before registration when the candidate misses it"

    def judge(self, gates: Gates) -> Judgement:
        """Met when a comparison refuses before promotion; partial when it is late, alone or on the wrong rows."""
        reached = gates.reached
        good = [gate for gate in reached if gate.effective and not gate.wrong_data]
        if good:
            return self._met(good)
        refusing = [gate for gate in reached if gate.refuses and not gate.loose]
        if refusing:
            gate = min(refusing, key=_flaws)
            return partial(
                f"{_said(gate)}, but {_flaw(gate)}",
                [gate.place],
                remedy=f"let promotion wait for the gate, and refuse in every case ({_flaw(gate)})",
            )
        loose = [gate for gate in reached if gate.loose and gate.refuses]
        if loose:
            return unmet(
                f"{_said(loose[0])}, a limit that everything passes",
                [loose[0].place],
                remedy="set a limit that a bad model misses",
            )
        if gates.gates:
            gate = gates.gates[0]
            why = "and nothing depends on it" if gate in reached else "in code that nothing starts"
            return unmet(
                f"{gate.what} is compared {why}",
                [each.place for each in gates.gates],
                remedy="let the comparison end the run before the model is registered or deployed",
            )
        return unmet("no comparison of a metric with a limit or with the current model decides anything")

    def shown(self, records: Records) -> Shown | None:
        """A refused candidate is the real event; a promotion with its metrics shows that candidates are judged."""
        decided = records.of(ModelRelease)
        refused = [each for each in decided if each.decision in ("refused", "kept") and each.metrics]
        if refused:
            return happened(refused, "a candidate was refused", strength=Strength.PROVEN)
        judged = [each for each in decided if each.decision == "promoted" and each.metrics]
        return happened(judged, "a candidate was promoted on its metrics")

    def _met(self, good: list[Gate]) -> Judgement:
        gate = good[0]
        rest = "" if any(each.against_limit for each in good) else "; there is no absolute floor"
        rest = rest if any(each.against_model for each in good) else "; it is not compared with the current model"
        return met(f"{_said(gate)} before {gate.before}{rest}", [each.place for each in good])


def _said(gate: Gate) -> str:
    return f"{gate.tool} ({gate.what}): {gate.refuses}" if gate.refuses else f"{gate.tool} ({gate.what})"


def _flaws(gate: Gate) -> int:
    return sum(map(bool, (gate.late, gate.fail_open, gate.wrong_data, gate.sanity, not gate.before)))


def _flaw(gate: Gate) -> str:
    if gate.fail_open:
        return gate.fail_open
    if gate.late:
        return f"only after {gate.late}"
    if gate.wrong_data:
        return f"it judges on {gate.wrong_data}"
    if gate.sanity:
        return "it only looks for values that are not numbers"
    return "nothing that promotes a model is seen to wait for it"
