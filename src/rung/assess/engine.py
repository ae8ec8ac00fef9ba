"""Runs the collectors that the practices need, each once, and then the practices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias, TypeVar

from msgspec import Struct, field

from rung.assess.base import Collector, Practice
from rung.assess.doubt import doubted
from rung.assess.drilled import with_records
from rung.assess.halves import OtherHalf
from rung.assess.matching import evidence_types, name_of_type, needed, provided
from rung.assess.records.book import Records
from rung.assess.tree.base import Tree
from rung.assess.unread import Unread
from rung.domain import Judgement, unknown
from rung.domain.assessment import Note

T = TypeVar("T")
SeenThere: TypeAlias = tuple[object, Collection[str]]
"""Evidence from another process, and the files that it found damaged."""

READ = Unread()
"""Where nobody says what was not read, nothing is doubted."""
ENOUGH = 4
"""Collectors that a second process is worth starting for."""
MAX_REASON = 200
"""Characters of a failure's message that are shown."""


class Failure(Struct, frozen=True):
    """A collector that raised; everything that needs it is unknown."""

    collector: str
    reason: str

    @property
    def text(self) -> str:
        """The sentence for the reader."""
        return f"the {self.collector} collector failed: {self.reason}"


class Evidence(Struct):
    """What is known so far, by type; it grows as more is asked for."""

    seen: dict[type, object]
    failed: dict[type, Failure] = field(default_factory=dict)

    def get(self, kind: type[T]) -> T | None:
        """The evidence of one type; `None` when it was not collected or its collector failed."""
        value = self.seen.get(kind)
        return value if isinstance(value, kind) else None

    def holds(self, kind: type) -> bool:
        """Whether it was collected, or tried."""
        return kind in self.seen or kind in self.failed

    def order(self, kinds: Sequence[type]) -> None:
        """Put these types last, in this order."""
        self.seen.update({kind: self.seen.pop(kind) for kind in kinds if kind in self.seen})
        self.failed.update({kind: self.failed.pop(kind) for kind in kinds if kind in self.failed})

    @property
    def damaged(self) -> Collection[str]:
        """Files that turned out to be unreadable when a collector asked for them."""
        tree = self.get(Tree)  # type: ignore[type-abstract]
        return tree.damaged if tree else ()

    def add(self, seen: Iterable[tuple[type, SeenThere]]) -> None:
        """Take over what another process saw, and which damage it met on the way."""
        tree = self.get(Tree)  # type: ignore[type-abstract]
        for kind, (value, damaged) in seen:
            self.seen[kind] = value
            if tree:
                tree.damaged.update(damaged)

    def failure(self, kinds: Iterable[type]) -> Failure | None:
        """Why evidence of one of these types is missing."""
        return next((self.failed[each] for each in kinds if each in self.failed), None)

    @property
    def notes(self) -> tuple[Note, ...]:
        """One note for every collector that failed."""
        return tuple(Note("collector", each.text) for each in dict.fromkeys(self.failed.values()))


class Judged(Struct, frozen=True):
    """What one run gave."""

    judgements: tuple[tuple[Practice, Judgement], ...]
    """In the order of the engine's practices."""
    evidence: Evidence
    notes: tuple[Note, ...]
    """Which collectors and practices failed."""


class Engine:
    """Collectors and practices matched by type.

    Raises
    ------
    TypeError
        A type is needed and provided by nobody, is provided twice, or the collectors need each other in a circle.
    """

    def __init__(
        self, collectors: Iterable[Collector], practices: Sequence[Practice], *, given: Iterable[type] = ()
    ) -> None:
        """`given`: the types that `run` will be handed, such as `Tree` and `Clock`."""
        self.given = frozenset(given)
        self.practices = tuple(practices)
        self._providers = _providers(collectors, self.given)
        self._needs = {kind: needed(type(each), "collect") for kind, each in self._providers.items()}
        self._order, self.first = self._sorted()
        self._refuse_orphans()

    def provides(self, kind: type) -> bool:
        """Whether that type can be asked for."""
        return kind in self.given or kind in self._providers

    def run(self, given: Mapping[type, object]) -> Judged:
        """Judge every practice, from a start.

        Never raises for what a collector or practice does: its failure is a note and an `unknown`.
        """
        return self.judge(self.start(given))

    def start(self, given: Mapping[type, object]) -> Evidence:
        """Evidence that holds what is given and nothing else.

        Raises
        ------
        TypeError
            Something that was announced is not given.
        """
        if missing := self.given - given.keys():
            raise TypeError(f"run was not given {', '.join(sorted(map(name_of_type, missing)))}")
        return Evidence(dict(given))

    def collect(self, evidence: Evidence, kinds: Iterable[type], *, by_two: bool = False) -> None:
        """Add these types, and what their collectors need, to the evidence; what is there already stays.

        `by_two`: a second process may take a part of the work. What is seen is the same.
        """
        reached = self._reached(kinds)
        todo = [kind for kind in self._order if kind in reached and not evidence.holds(kind)]
        if by_two:
            self._collect_by_two(evidence, todo)
        for kind in todo:
            if not evidence.holds(kind):
                self._see(kind, evidence)

    def arrange(self, evidence: Evidence) -> None:
        """Put what is known in one order, whoever saw it when."""
        evidence.order(self._order)

    def judge(self, evidence: Evidence, *, by_two: bool = False) -> Judged:
        """Judge every practice; what they need and the evidence lacks is collected first, `by_two` as in `collect`."""
        self.collect(evidence, [kind for each in self.practices for kind in evidence_types(each)], by_two=by_two)
        if self.provides(Unread):
            self.collect(evidence, [Unread])
        self.arrange(evidence)
        notes: list[Note] = []
        judgements = tuple((each, _judge(each, evidence, notes)) for each in self.practices)
        return Judged(judgements, evidence, (*evidence.notes, *notes))

    def _collect_by_two(self, evidence: Evidence, todo: Sequence[type]) -> None:
        """Share what nobody waits for with second processes, one after the other."""
        awaited = {need for kind in todo for need in self._needs[kind].values()}
        last = [kind for kind in todo if kind not in awaited]
        begun = [kind for kind in todo if self._providers[kind].begun_elsewhere]
        other: OtherHalf[SeenThere] | None = None
        try:
            for kind in [*(kind for kind in todo if kind in awaited), *reversed(last)]:
                if other is not None and other.done():
                    evidence.add(other.finish())
                    other = None
                if other is None and all(map(evidence.holds, begun)):
                    other = self._started(evidence, last)
                if not evidence.holds(kind) and (other is None or other.take(kind)):
                    self._see(kind, evidence)
            if other is not None:
                evidence.add(other.finish())
        finally:
            if other is not None:
                other.stop()

    def _started(self, evidence: Evidence, last: Sequence[type]) -> OtherHalf[SeenThere] | None:
        ready = [
            kind
            for kind in last
            if not evidence.holds(kind) and all(need in evidence.seen for need in self._needs[kind].values())
        ]
        if len(ready) < ENOUGH:
            return None
        try:
            return OtherHalf(ready, partial(self._seen_there, evidence))
        except OSError:
            return None

    def _seen_there(self, evidence: Evidence, kind: type) -> SeenThere | None:
        self._see(kind, evidence)
        return (evidence.seen[kind], evidence.damaged) if kind in evidence.seen else None

    def _see(self, kind: type, evidence: Evidence) -> None:
        collector, needs = self._providers[kind], self._needs[kind]
        if failure := evidence.failure(needs.values()):
            evidence.failed[kind] = failure
            return
        try:
            value = collector.collect(**{name: evidence.seen[each] for name, each in needs.items()})
            if not isinstance(value, kind):
                raise TypeError(f"returned {type(value).__name__}, not {kind.__name__}")
            evidence.seen[kind] = value
        except Exception as error:
            # One blind eye must not close the others: MemoryError and RecursionError are failures like any other.
            evidence.failed[kind] = Failure(type(collector).__name__.removesuffix("Collector"), _reason(error))

    def _reached(self, kinds: Iterable[type]) -> set[type]:
        reached: set[type] = set()
        todo = list(kinds)
        while todo:
            kind = todo.pop()
            if kind in reached or kind in self.given:
                continue
            if kind not in self._providers:
                raise TypeError(f"nobody provides {name_of_type(kind)}")
            reached.add(kind)
            todo.extend(self._needs[kind].values())
        return reached

    def _sorted(self) -> tuple[tuple[type, ...], tuple[type, ...]]:
        """All types, in an order in which they can be collected; and those that begin it.

        They are the ones that need nothing that another process has begun.
        """
        graph = {kind: set(needs.values()) - self.given for kind, needs in self._needs.items()}
        try:
            order = [kind for kind in TopologicalSorter(graph).static_order() if kind in self._providers]
        except CycleError as error:
            circle = " → ".join(kind.__name__ for kind in error.args[1])
            raise TypeError(f"collectors need each other in a circle: {circle}") from None
        late: set[type] = set()
        for kind in order:
            if self._providers[kind].begun_elsewhere or not late.isdisjoint(graph[kind]):
                late.add(kind)
        first = tuple(kind for kind in order if kind not in late)
        return (*first, *(kind for kind in order if kind in late)), first

    def _refuse_orphans(self) -> None:
        asked = [(type(self._providers[kind]).__name__, needs) for kind, needs in self._needs.items()]
        asked += [(type(each).__name__, needed(type(each), "judge")) for each in self.practices]
        for asker, needs in asked:
            for kind in needs.values():
                if kind not in self.given and kind not in self._providers:
                    raise TypeError(f"{asker} needs {name_of_type(kind)}, which nobody provides")


def _providers(collectors: Iterable[Collector], given: frozenset[type]) -> dict[type, Collector]:
    providers: dict[type, Collector] = {}
    for collector in collectors:
        kind = provided(type(collector))
        if kind in given:
            raise TypeError(f"{type(collector).__name__} provides {kind.__name__}, which is given")
        if kind in providers:
            twins = f"{type(providers[kind]).__name__} and {type(collector).__name__}"
            raise TypeError(f"{kind.__name__} is provided twice: by {twins}")
        providers[kind] = collector
    return providers


def _judge(practice: Practice, evidence: Evidence, notes: list[Note]) -> Judgement:
    needs = needed(type(practice), "judge")
    if failure := evidence.failure(needs.values()):
        return unknown(failure.text)
    try:
        judgement: object = practice.judge(**{name: evidence.seen[each] for name, each in needs.items()})
        if not isinstance(judgement, Judgement):
            raise TypeError(f"returned {type(judgement).__name__}, not Judgement")
        judgement = doubted(practice, judgement, evidence.get(Unread) or READ)
        records = evidence.get(Records)
        if records is not None and records.all:
            judgement = with_records(practice, judgement, records)
    except Exception as error:
        text = f"the practice {practice.id} failed: {_reason(error)}"
        notes.append(Note("practice", text))
        return unknown(text)
    return judgement


def _reason(error: Exception) -> str:
    lines = str(error).splitlines()
    reason = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return reason if len(reason) <= MAX_REASON else reason[: MAX_REASON - 1] + "…"
