"""Data has stated expectations that a machine can check."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.contracts import Contracts
from rung.assess.contracts import Contract
from rung.assess.dataflow import Side
from rung.domain import Capability, Effort, Judgement, Level, Place, met, partial, unmet
from rung.domain.unread import CODE, WORKING, FileKind


class DataContract(Practice):
    """Types, ranges, nulls and categories of each training and serving input are stated for a machine to check.

    Why it matters
        A column that changes its unit or loses its values raises no error in a training job; the model just gets
        worse. What is not written down cannot be checked, and the producer of the data does not know what to keep.

    How to get there
        Infer a first schema from the last good data, tighten it by hand (ranges, allowed values, nulls, keys), and put
        it beside the code. Use the same one, or one derived from it, for the requests of the service.

    Not enough
        - expectations that a profiler wrote and nobody edited
        - the suite of a tutorial's data
        - a request model whose features are a `dict` or `Any`
        - types alone, such as a recorded signature

    References
        - Google MLOps level 1: data validation, schema skews
        - ML Test Score: Data 1, feature expectations are captured in a schema
        - EU AI Act article 10(2)
    """

    id = "data-contract"
    capability = Capability.DATA
    level = Level.AUTOMATED
    fresh_days = 180
    needs = ("data-source-documented",)
    pitfall = "A column that silently changes its meaning goes on to train the next model"
    effort = Effort.DAYS
    seen_in = WORKING | {FileKind.NOTEBOOK}
    denied_in = CODE
    remedy = "write a schema with ranges, allowed values and nulls for the training table, and use it for requests too"

    def judge(self, contracts: Contracts) -> Judgement:
        """Met with rules on values for training and serving; partial with one of them, or types only."""
        training = [each for each in contracts.ruled(Side.TRAINING) if not _on_a_sample(each)]
        serving = contracts.ruled(Side.SERVING)
        if training and (serving or not contracts.serves):
            both = [*training[:3], *serving[:3]]
            return met(f"{_named(training)} for training{_and_serving(serving)}", _places(both))
        if training:
            return partial(
                f"{_named(training)} for training; {_lacking(contracts)}",
                _places(training),
                remedy="give the features of a request names, types and allowed values, as the training table has",
            )
        if serving:
            return partial(
                f"{_named(serving)} for requests; the training data has no contract",
                _places(serving),
                remedy="write the same for the training table: names, types, ranges, allowed values, nulls",
            )
        samples = contracts.ruled(Side.TRAINING)
        if samples:
            return partial(
                f"{_named(samples)}, which only look at a sample in the repository",
                _places(samples),
                remedy="hold the whole training table against them, in the step that loads it",
            )
        typed = [*contracts.of(Side.TRAINING), *contracts.of(Side.SERVING)]
        if typed:
            return partial(
                f"{typed[0].tool} {typed[0].name} names fields and types, and no rule about values",
                _places(typed),
                remedy=f"add ranges, allowed values and nulls to {typed[0].name}",
            )
        return self._nothing(contracts)

    def _nothing(self, contracts: Contracts) -> Judgement:
        for each in contracts.void:
            if each.open:
                return unmet(
                    f"{each.name} lets any features pass, and nothing else states what data looks like",
                    [each.place],
                    remedy=f"name the features in {each.name}, each with type and range",
                )
            if each.broken:
                return unmet(
                    f"{each.name}: {each.broken}, and nothing else states what data looks like",
                    [each.place],
                    remedy=f"mend {each.name}, and hold the training table against it",
                )
        unread = [each for each in contracts.void if each.rules]
        if unread:
            return unmet(
                f"{unread[0].name} is not used by training or serving, and nothing else is",
                _places(unread),
                remedy=f"hold the training table against {unread[0].name} in the step that loads it",
            )
        return unmet("no schema, expectations or checks of columns and values were found")


def _on_a_sample(each: Contract) -> bool:
    return each.tool == "tests of the data"


def _named(found: list[Contract]) -> str:
    first = found[0]
    return f"{first.tool} {first.name.rsplit('/', 1)[-1]} states {first.rules} rules on values"


def _and_serving(serving: list[Contract]) -> str:
    return f", {serving[0].name.rsplit('/', 1)[-1]} for what is scored" if serving else "; nothing is served"


def _lacking(contracts: Contracts) -> str:
    opened = [each for each in contracts.void if each.open]
    if opened:
        return f"requests may hold anything ({opened[0].name})"
    typed = contracts.of(Side.SERVING)
    return f"requests are only typed ({typed[0].name})" if typed else "what is scored has no contract"


def _places(found: list[Contract]) -> list[Place]:
    return [each.place for each in found]
