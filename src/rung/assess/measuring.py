"""One project, from its tree to its assessment."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from rung import __version__
from rung.assess import twin
from rung.assess.advice import advise
from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.code import Code
from rung.assess.code.ahead import Ahead
from rung.assess.collectors.disregarded import Disregarded
from rung.assess.collectors.toolbox import Toolbox
from rung.assess.drilled import strangers
from rung.assess.engine import Engine, Evidence, Judged
from rung.assess.findings import Rhythm, Spoken
from rung.assess.kind import UNDECIDED, Projects, RepositoryKind
from rung.assess.ladder import Ladder, load_ladder
from rung.assess.records import Records
from rung.assess.records.telling import is_own
from rung.assess.score import score
from rung.assess.tree.base import Tree
from rung.assess.unread import Unread
from rung.domain import Assessment, Judgement, Kind, not_applicable
from rung.domain.assessment import Note
from rung.domain.record import PipelineRun
from rung.plugins import discover
from rung.project import Manifest

Told = TypeVar("Told", Projects, RepositoryKind)

COLLECTORS = "rung.assess.collectors"
COLLECTORS_GROUP = "rung.collectors"
"""Entry point group for collectors of other distributions."""

TELLING = (Disregarded, Toolbox, Unread)
"""Collected whether or not a practice asks: what the reader is told besides the verdicts."""

MANY = 150
"""Modules from which on a second process takes its share of looking at them."""

GIVEN = (Tree, Clock, Manifest, Records)
"""What every collector and practice may ask for without anybody collecting it."""


class Ruler(Struct, frozen=True):
    """What measures: a ladder and the engine that judges its practices."""

    ladder: Ladder
    engine: Engine


def load_ruler() -> Ruler:
    """The ruler of this installation, plug-ins of other distributions included."""
    ladder = load_ladder()
    found = discover(COLLECTORS, Collector, group=COLLECTORS_GROUP)  # type: ignore[type-abstract]
    return make_ruler(ladder, (each() for each in found))


def make_ruler(ladder: Ladder, collectors: Iterable[Collector]) -> Ruler:
    """A ruler of these parts; raises as `Engine` does."""
    return Ruler(ladder, Engine(collectors, ladder.practices, given=GIVEN))


class Measuring:
    """One tree being measured; what is collected to find its projects is used again to judge it."""

    def __init__(
        self, ruler: Ruler, tree: Tree, manifest: Manifest, clock: Clock, records: Records | None = None
    ) -> None:
        """Nothing is read yet."""
        self._started = time.perf_counter()
        self._ruler = ruler
        self._tree = tree
        self._manifest = manifest = _with_runs(manifest, records)
        self._clock = clock
        self._evidence = ruler.engine.start(
            {Tree: tree, Clock: clock, Manifest: manifest, Records: records or Records(clock.now)}
        )

    def folders(self) -> tuple[str, ...]:
        """The folders of the tree that are projects of their own; the empty string is the tree itself."""
        projects = self._told(Projects)
        return projects.folders if projects else ("",)

    def apart(self) -> tuple[str, ...]:
        """Folders beside the projects that are no part of the repository's own."""
        projects = self._told(Projects)
        return projects.apart if projects else ()

    def assess(self, name: str) -> Assessment:
        """Judge the whole tree as one project of that name."""
        kind = self._told(RepositoryKind) or UNDECIDED
        judged = self._none_apply(kind) if kind.kind is Kind.NOT_ML else self._judged()
        self._ruler.engine.collect(self._evidence, [kind for kind in TELLING if self._ruler.engine.provides(kind)])
        toolbox = self._evidence.get(Toolbox) or Toolbox()
        self._ruler.engine.arrange(self._evidence)
        manifest, unread = self._manifest, self._evidence.get(Unread)
        result = score(
            [
                (practice.card(), _at_origin(advise(practice.card(), judgement, toolbox), self._tree))
                for practice, judgement in judged.judgements
            ],
            kind=kind.kind,
            clock=self._clock,
            rhythm=Rhythm(manifest.cycle_days, manifest.label_delay_days),
            spoken=Spoken(manifest.attestations, manifest.waivers),
        )
        return Assessment(
            project=manifest.project or name,
            path=self._tree.home or self._tree.prefix,
            prefix=self._tree.prefix,
            kind=kind.kind,
            kind_because=kind.because,
            commit=self._tree.commit,
            remote=self._tree.remote,
            made_at=self._clock.now,
            rung_version=__version__,
            ladder_version=self._ruler.ladder.version,
            configured_level=result.configured_level,
            up_to=result.up_to,
            proven_level=result.proven_level,
            index=result.index,
            shares=result.shares,
            profile=result.profile,
            findings=result.findings,
            hollow=result.hollow,
            coverage=result.coverage,
            target=manifest.target,
            target_reason=manifest.target_reason,
            notes=(
                *_source_notes(self._tree),
                *_seen_notes(self._evidence),
                *self._strangers(),
                *judged.notes,
                *result.notes,
            ),
            seconds=time.perf_counter() - self._started,
            waiting=result.waiting,
            proven_but_for_waiting=result.proven_but_for_waiting,
            unread=unread.files if unread else (),
        )

    def _judged(self) -> Judged:
        code = self._evidence.get(Code)
        by_two = code is not None and len(code.modules) >= MANY and twin.possible()
        return self._ruler.engine.judge(self._evidence, by_two=by_two)

    def _strangers(self) -> Iterator[Note]:
        records = self._evidence.get(Records)
        return strangers([each.id for each in self._ruler.engine.practices], records) if records else iter(())

    def _none_apply(self, kind: RepositoryKind) -> Judged:
        """Where no model is made or served, no practice can apply, and none is judged."""
        judgement = not_applicable(f"no machine learning: {kind.because}")
        return Judged(tuple((each, judgement) for each in self._ruler.engine.practices), self._evidence, ())

    def _told(self, kind: type[Told]) -> Told | None:
        engine: Engine = self._ruler.engine
        if not engine.provides(kind):
            return None
        if isinstance(self._tree.shelf, Ahead):
            # Finding the projects keeps one process busy; what needs no sources is there for another one.
            engine.collect(self._evidence, [*engine.first, kind], by_two=twin.possible())
        engine.collect(self._evidence, [kind])
        return self._evidence.get(kind)


def _with_runs(manifest: Manifest, records: Records | None) -> Manifest:
    """The manifest, knowing whether its pipeline has run."""
    runs = records.of(PipelineRun) if records is not None and records.all else ()
    ran = any(is_own(each) and each.task == "training" and each.status == "success" for each in runs)
    return replace(manifest, ran=True) if ran else manifest


def _at_origin(judgement: Judgement, tree: Tree) -> Judgement:
    """The judgement with its places as the repository names them."""
    places = tuple(tree.origin(each) for each in judgement.places)
    return judgement if places == judgement.places else replace(judgement, places=places)


def _source_notes(tree: Tree) -> Iterator[Note]:
    for text in tree.notes:
        yield Note("source", text)
    # Sorted: in which order they were asked for depends on how many processes looked.
    for path in sorted(tree.damaged):
        yield Note("source", f"{path} cannot be read: its git object is damaged")
    if tree.shallow:
        yield Note("source", "this clone is shallow: its history is cut off; with `git fetch --unshallow` it counts")


def _seen_notes(evidence: Evidence) -> Iterator[Note]:
    """The notes that collectors put into their evidence, in a field called `notes`."""
    for value in evidence.seen.values():
        notes = getattr(value, "notes", ())
        yield from (note for note in notes if isinstance(note, Note))
