"""Collectors run once, in order, and a failure of one is no crash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from rung.assess.base import Collector, Practice
from rung.assess.engine import Engine
from rung.assess.matching import evidence_types
from rung.domain import Capability, Judgement, Level, Verdict, met


@dataclass(frozen=True)
class Text:
    value: str


@dataclass(frozen=True)
class Words:
    values: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    value: int


@dataclass(frozen=True)
class Unused:
    pass


class WordsCollector(Collector):
    def __init__(self) -> None:
        self.calls = 0

    def collect(self, text: Text) -> Words:
        self.calls += 1
        return Words(tuple(text.value.split()))


class CountCollector(Collector):
    def collect(self, words: Words) -> Count:
        return Count(len(words.values))


class UnusedCollector(Collector):
    def collect(self, text: Text) -> Unused:
        raise AssertionError("nobody asked")


class Wordy(Practice):
    """Has words."""

    id = "wordy"
    capability = Capability.DATA
    level = Level.REPEATABLE
    pitfall = "Silence"
    remedy = "write"

    def judge(self, words: Words, count: Count) -> Judgement:
        return met(f"{count.value} words, first {words.values[0]}")


class Plain(Wordy):
    """Needs the text only."""

    id = "plain"

    def judge(self, text: Text) -> Judgement:  # type: ignore[override]
        return met(text.value)


def an_engine(*collectors: Collector, practices: tuple[Practice, ...] = (Wordy(), Plain())) -> Engine:
    return Engine(collectors, practices, given=[Text])


def judged(engine: Engine, text: str = "one two") -> dict[str, Judgement]:
    return {practice.id: judgement for practice, judgement in engine.run({Text: Text(text)}).judgements}


def test_each_needed_collector_runs_once_whatever_the_order() -> None:
    words = WordsCollector()
    engine = an_engine(CountCollector(), UnusedCollector(), words)
    assert judged(engine)["wordy"].because == "2 words, first one"
    assert words.calls == 1


def test_what_was_collected_before_judging_is_used_again() -> None:
    words = WordsCollector()
    engine = an_engine(words, CountCollector())
    evidence = engine.start({Text: Text("a b c")})
    engine.collect(evidence, [Words])
    assert evidence.get(Words) == Words(("a", "b", "c"))
    assert evidence.get(Count) is None
    engine.judge(evidence)
    assert words.calls == 1


def test_evidence_types_follow_the_parameters() -> None:
    assert evidence_types(Wordy) == (Words, Count)
    assert evidence_types(Plain()) == (Text,)


@pytest.mark.parametrize("error", [ValueError("bad\nmore"), MemoryError(), RecursionError("deep")])
def test_a_failing_collector_makes_what_needs_it_unknown(error: Exception) -> None:
    class BrokenCollector(Collector):
        def collect(self, text: Text) -> Words:
            raise error

    run = an_engine(BrokenCollector(), CountCollector()).run({Text: Text("x")})
    by_id = {practice.id: judgement for practice, judgement in run.judgements}
    assert by_id["wordy"].verdict is Verdict.UNKNOWN
    assert by_id["wordy"].because.startswith(f"the Broken collector failed: {type(error).__name__}")
    assert "\n" not in by_id["wordy"].because
    assert by_id["plain"].verdict is Verdict.MET
    assert [note.kind for note in run.notes] == ["collector"]


def test_evidence_of_another_type_is_a_failure() -> None:
    class LyingCollector(Collector):
        def collect(self, text: Text) -> Words:
            return None  # type: ignore[return-value]

    assert "returned NoneType, not Words" in judged(an_engine(LyingCollector(), CountCollector()))["wordy"].because


@pytest.mark.parametrize("result", [ZeroDivisionError("x"), None])
def test_a_failing_practice_is_unknown(result: Any) -> None:
    class Broken(Plain):
        """Breaks."""

        def judge(self, text: Text) -> Judgement:  # type: ignore[override]
            if result:
                raise result
            return result

    run = an_engine(practices=(Broken(), Plain())).run({Text: Text("x")})
    assert [judgement.verdict for _, judgement in run.judgements] == [Verdict.UNKNOWN, Verdict.MET]
    assert run.judgements[0][1].because.startswith("the practice plain failed")
    assert len(run.notes) == 1


def test_an_interrupt_passes_through() -> None:
    class StoppedCollector(Collector):
        def collect(self, text: Text) -> Words:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        an_engine(StoppedCollector(), CountCollector()).run({Text: Text("x")})


def test_a_type_that_nobody_provides() -> None:
    with pytest.raises(TypeError, match="Wordy needs Count, which nobody provides"):
        an_engine(WordsCollector())


def test_a_type_provided_twice() -> None:
    with pytest.raises(TypeError, match="Words is provided twice: by WordsCollector and WordsCollector"):
        an_engine(WordsCollector(), WordsCollector(), CountCollector())


def test_a_given_type_cannot_be_collected() -> None:
    class TextCollector(Collector):
        def collect(self, words: Words) -> Text:
            return Text("")

    with pytest.raises(TypeError, match="Text, which is given"):
        an_engine(TextCollector(), WordsCollector(), CountCollector())


def test_a_circle() -> None:
    class RoundCollector(Collector):
        def collect(self, count: Count) -> Words:
            return Words(())

    with pytest.raises(TypeError, match=r"in a circle: .*Count"):
        an_engine(RoundCollector(), CountCollector())


class BareParameterCollector(Collector):
    def collect(self, text) -> Words:  # type: ignore[no-untyped-def]
        return Words(())


class StarredCollector(Collector):
    def collect(self, *text: Text) -> Words:
        return Words(text)


class SilentCollector(Collector):
    def collect(self, text: Text):  # type: ignore[no-untyped-def]
        return Words(())


class ListCollector(Collector):
    def collect(self, text: Text) -> list[str]:
        return []


@pytest.mark.parametrize("collector", [BareParameterCollector, StarredCollector, SilentCollector, ListCollector])
def test_a_collector_without_types_of_its_own(collector: type[Collector]) -> None:
    with pytest.raises(TypeError, match=collector.__name__):
        an_engine(collector(), CountCollector())


def test_what_was_announced_must_be_given() -> None:
    with pytest.raises(TypeError, match="not given Text"):
        an_engine(practices=(Plain(),)).run({})
