"""Bad data stops the run before a model is trained on it."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.contracts import Contracts
from rung.assess.collectors.training import Training
from rung.assess.collectors.validation import Validation
from rung.assess.dataflow import Side
from rung.assess.invocation import By
from rung.assess.records import Records
from rung.assess.records.telling import happened, share
from rung.assess.validation import Check, Depth
from rung.domain import Capability, Effort, Judgement, Level, Place, Shown, Strength, met, partial, unmet
from rung.domain.record import PipelineRun
from rung.domain.unread import WORKING, FileKind

_REFUSING = frozenset({"Pydantic", "msgspec.Struct", "sqlmodel.SQLModel", "Cerberus", "marshmallow.Schema"})
"""Tools that refuse a request which does not fit, before a handler sees it."""


class DataValidationBlocks(Practice):
    """Validation runs inside the pipeline before training and before batch scoring, and a failure stops the run.

    Why it matters
        An automated pipeline trains on whatever it finds. If nothing refuses a half-empty extract, the next model is
        worse, passes as new, and is released by the same automation.

    How to get there
        Check the loaded table against its contract in the step before training, and raise or exit with a failure. In a
        declared graph let training depend on what the check writes. Put the same check before scoring a batch.

    Not enough
        - a check in a notebook, or in tests that look at a sample in the repository
        - a result that is logged, or an error that is caught
        - warnings: `expect` instead of `expect_or_fail`
        - checking requests only

    References
        - Google MLOps level 1: data validation stops the pipeline
        - ML Test Score: Data 1, Monitor 2
        - EU AI Act articles 10 and 15(4)
    """

    id = "data-validation-blocks"
    capability = Capability.DATA
    level = Level.AUTOMATED
    min_strength = Strength.PROVEN
    fresh_days = 60
    needs = ("data-contract",)
    pitfall = "The pipeline trains on a broken extract and releases the result by itself"
    effort = Effort.HOURS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    denied_in = WORKING
    remedy = "check the table against its contract before the fit and raise when it does not hold"

    def judge(self, validation: Validation, training: Training, contracts: Contracts) -> Judgement:
        """Met when a check of columns or values ahead of training can end the run."""
        before = [each for each in validation.stopping(Side.TRAINING) if each.by & (training.path | By.PIPELINE)]
        deep = sorted((each for each in before if each.depth > Depth.ROWS), key=lambda each: len(each.before))
        if deep and training.fits:
            first = deep[0]
            return met(
                f"{first.tool} {first.what} stands before training and ends the run when data is bad", _places(deep)
            )
        if idle := [each for each in validation.idle if Side.TRAINING in each.before and each.on_purpose]:
            return partial(
                f"{idle[0].tool} {idle[0].what} runs before training, but {idle[0].why_not}",
                _places(idle),
                remedy=f"let {idle[0].what} stop the run: raise when the check does not hold",
            )
        guards = [each for each in validation.guards(Side.TRAINING) if each.depth > Depth.ROWS]
        guards = [each for each in guards if each.by & (training.path | By.PIPELINE)]
        if guards and training.fits:
            return partial(
                f"{guards[0].what} refuses data without the columns it needs; values are not checked",
                _places(guards),
                remedy="check ranges, allowed values and nulls at the same place",
            )
        if ruled := contracts.ruled(Side.SERVING):
            return partial(
                f"{ruled[0].name} checks what is scored; nothing checks what trains",
                [ruled[0].place],
                remedy="hold the training table against the same rules before the fit, and raise",
            )
        if typed := [each for each in contracts.of(Side.SERVING) if each.tool in _REFUSING]:
            return partial(
                f"{typed[0].name} refuses requests of other types; nothing checks what trains",
                [typed[0].place],
                remedy="check the training table before the fit, and raise when it does not hold",
            )
        if before:
            return unmet(
                f"{before[0].what} only asks whether there are rows",
                _places(before),
                remedy="check ranges, allowed values and nulls there, beside the number of rows",
            )
        return unmet("nothing between loading the data and training can refuse it")

    def shown(self, records: Records) -> Shown | None:
        """A refused batch whose run failed is the real event; passed checks only show that they are run."""
        runs = [each for each in records.of(PipelineRun) if each.validation]
        refused = [each for each in runs if each.validation == "refused" and each.status != "success"]
        if refused:
            return happened(refused, "bad data stopped a run", strength=Strength.PROVEN)
        return share(
            runs, lambda each: each.validation == "passed", "runs had their data checked", newest=20, at_least=1
        )


def _places(found: list[Check]) -> list[Place]:
    return [each.place for each in found]
