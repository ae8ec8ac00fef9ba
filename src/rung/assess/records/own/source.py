"""The store of a workspace as a source of records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from rung.assess.clock import SKEW
from rung.assess.records.base import Reading, Source, Trail, Whose, summed_up
from rung.assess.records.own.runs import of_check, of_dataset, of_run
from rung.assess.records.own.told import Told, rehearsed
from rung.assess.records.own.versions import ModelHistory
from rung.errors import RungError
from rung.store.chain import Anchor
from rung.store.recorded import Recorded, look

WORKSPACE = "workspace"


class Own(Struct, frozen=True):
    """What tells the records of a project from those of others in one store."""

    project: str
    """As `rung.yaml` calls it, or as its folder is called: so runs are named."""
    datasets: Collection[str] = ()
    models: Collection[str] = ()


class OwnStore(Source):
    """One store."""

    def __init__(
        self, store: Path | str, name: str, own: Own, anchors: Iterable[Anchor] = (), *, shared: bool = False
    ) -> None:
        """`name` is what the reader calls it; `shared`: its content lies where others can fetch it."""
        self._store = store
        self._name = name
        self._own = own
        self._anchors = tuple(anchors)
        self._shared = shared

    def read(self, whose: Whose, now: datetime) -> Reading:
        """Runs, checks, versions, releases and reproductions; nothing counts where the audit chain is broken."""
        shown = f"{WORKSPACE} {self._name}"
        try:
            found = look(self._store, self._name, self._anchors)
        except RungError as error:
            return summed_up(shown, (), problems=[f"{error.what}; {error.fix}" if error.fix else error.what])
        except ImportError as error:
            return summed_up(shown, (), problems=[f"needs a package that is not installed: {error.name}"])
        told, unmatched = self._told(found)
        kept = [each for each in told if each.record.at - now <= SKEW]
        sound = [each for each in kept if not each.wrong] if found.chain.intact else []
        problems = [*_broken(found, kept), *_refused(kept), *found.damaged]
        reading = summed_up(shown, (each.record for each in sound), unmatched=unmatched, problems=problems)
        places = {each.record.id: each.place(self._name) for each in sound if each.record.id}
        trail = self._trail(found)
        return Reading(
            reading.seen,
            reading.records,
            places={} if isinstance(self._store, str) else places,
            trails=(trail,) if trail else (),
        )

    def _told(self, found: Recorded) -> tuple[list[Told], int]:
        """What is this project's, as records; and how much is not."""
        runs = [each for each in found.runs if each.value.project == self._own.project]
        of_runs = {name for each in runs for name in each.value.datasets}
        datasets = of_runs | set(self._own.datasets)
        history = ModelHistory(found, {each.value.id for each in runs}, self._own.models)
        stored = [each for each in found.datasets if each.value.dataset in datasets]
        checks = [each for each in found.checks if each.value.dataset in datasets]
        told = [
            *(told for each in runs for told in of_run(each, checks)),
            *(of_dataset(each, shared=self._shared) for each in stored),
            *(told for each in checks for told in of_check(each)),
            *history.told(),
        ]
        others = (
            len(found.runs) - len(runs) + len(found.datasets) - len(stored) + len(found.checks) - len(checks)
        ) + history.unmatched
        return told, others

    def _trail(self, found: Recorded) -> Trail | None:
        kinds = (found.runs, found.datasets, found.checks, found.versions, found.releases, found.approvals)
        events = [each.event for kind in kinds for each in kind if each.event is not None]
        if not events:
            return None
        newest = max(each.at for each in events)
        about = frozenset(each.kind.partition(".")[0] for each in events if not rehearsed(each))
        return Trail(self._name, found.chain.events, found.chain.anchored, found.chain.intact, newest, about)


def _broken(found: Recorded, told: list[Told]) -> list[str]:
    """The sentence about a chain that does not hold."""
    if found.chain.intact:
        return []
    first = found.chain.breaks[0].says
    return [f"its audit chain is broken: {first}; {_counted(told)} are shown and not counted (rung audit verify)"]


def _refused(told: list[Told]) -> list[str]:
    """A sentence for each record that is not what the chain says of it."""
    return [f"{each.name}: {each.wrong}; shown and not counted" for each in told if each.wrong]


def _counted(told: Iterable[Told]) -> str:
    """`3 runs, 1 release`, by what the records are of."""
    kinds = Counter(each.name.partition(":")[0] for each in told)
    return ", ".join(f"{number} {kind}{'s' if number > 1 else ''}" for kind, number in sorted(kinds.items()))
