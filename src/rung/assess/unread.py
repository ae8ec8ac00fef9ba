"""What was not read of a tree, as evidence: told to the reader, and weighed where something was not found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from msgspec import Struct, field

from rung.domain import Place
from rung.domain.assessment import Note
from rung.domain.unread import FileKind, UnreadFile, Why

TENTH = 0.1
"""The part of the files of some kinds from which on what was not found may well lie in those that were not read."""
_LIGHTEST, _HEAVIEST, _UNWEIGHED = 200, 20_000, 5_000
"""Bytes that a file counts: at least, at most, and where no size of its kind is known."""
_PLURAL = {FileKind.INFRASTRUCTURE: "infrastructure files", FileKind.DEPENDENCIES: "dependency files"}


class Unread(Struct, frozen=True):
    """Every file of the project's own that holds evidence of some kind and was not read."""

    files: tuple[UnreadFile, ...] = ()
    weights: dict[FileKind, int] = field(default_factory=dict)
    """What all files of a kind weigh, those that were not read included; what lies aside is left out."""
    lost: dict[FileKind, int] = field(default_factory=dict)
    """What those weigh that were not read."""
    unlisted: int = 0
    """Folders of which not even the names are known."""

    def of(self, kinds: Collection[FileKind]) -> list[UnreadFile]:
        """Those of some kinds on which a verdict can turn."""
        return [each for each in self.files if each.kind in kinds and not each.aside]

    def hides(self, kinds: Collection[FileKind]) -> bool:
        """Whether enough of these kinds was not read that what was not found may lie there."""
        if self.unlisted and kinds:
            return True
        lost = sum(self.lost.get(kind, 0) for kind in kinds)
        return lost > 0 and lost >= TENTH * sum(self.weights.get(kind, 0) for kind in kinds)

    @property
    def notes(self) -> tuple[Note, ...]:
        """One for each kind and reason."""
        groups: dict[tuple[FileKind, Why, str], list[UnreadFile]] = defaultdict(list)
        for each in self.files:
            groups[each.kind, each.why, each.detail if each.why is Why.LARGE else ""].append(each)
        return tuple(_note(group) for group in groups.values())


def weigh(sizes: Sequence[int | None]) -> list[int]:
    """What files of one kind count: a long one can hold more, and no single one outweighs a project.

    One that is not in this copy counts like the mean of the others.
    """
    known = [min(max(size, _LIGHTEST), _HEAVIEST) for size in sizes if size is not None]
    mean = sum(known) // len(known) if known else _UNWEIGHED
    return [mean if size is None else min(max(size, _LIGHTEST), _HEAVIEST) for size in sizes]


def remedy_for(file: UnreadFile) -> str:
    """The one thing that lets it be read."""
    match file.why:
        case Why.ABSENT:
            return f"fetch it: {FETCH}"
        case Why.LARGE if file.kind is FileKind.NOTEBOOK:
            return f"clear the outputs of {file.path}"
        case Why.LARGE:
            return f"split {file.path}, or keep data out of it"
        case Why.POINTER:
            return "run git lfs pull, and assess the files on disk with --worktree"
        case Why.REFUSED:
            return f"let {file.path} be read, or assess a fresh clone"
    return f"mend {file.path}"


FETCH = "git fetch --refetch --no-filter"
"""Brings what a partial clone lacks; without `--no-filter` it would keep to the filter of the clone."""


def _note(group: list[UnreadFile]) -> Note:
    first = group[0]
    places = tuple(Place(each.path) for each in group[:MOST_PLACES])
    name = first.kind.value if len(group) == 1 else f"{first.kind.value}s"
    if len(group) == 1:
        return Note("unread", f"{first.path} was not read: {first.reason}", places)
    example = f"{first.path}: {first.reason}" if first.why is Why.INVALID else first.path
    reason = first.why.value if first.why is Why.INVALID else first.reason
    return Note("unread", f"{len(group):,} {name} not read: {reason}, e.g. {example}", places)


MOST_PLACES = 8
