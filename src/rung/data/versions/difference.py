"""What changed between two versions of a dataset."""

from __future__ import annotations

from msgspec import Struct

from rung.domain.dataset import DatasetVersion, FileEntry


class Changed(Struct, frozen=True):
    """A file that has other content now."""

    old: FileEntry
    new: FileEntry


class Moved(Struct, frozen=True):
    """A file with the same content under another path."""

    path: str
    """Before."""
    entry: FileEntry
    """Now."""


class Summary(Struct, frozen=True):
    """A column in numbers."""

    nulls: int
    least: str | None
    """As text; `None` without values, and for types without an order."""
    most: str | None
    mean: float | None
    """Of numbers and truth values only."""
    distinct: int | None
    """Without nulls. Estimated, to about 2 %, above a million rows; `None` for nested types."""


class ColumnChange(Struct, frozen=True):
    """A column that both versions have, of one type."""

    name: str
    type: str
    old: Summary
    new: Summary
    distance: float | None
    """Between the distributions of the values that are there: 0 the same, 1 nothing in common.

    Kolmogorov–Smirnov for what has an order, total variation for texts and categories; from at most 100,000 rows of
    each version, drawn by the number of the row. `None` where nearly every value is another, and for nested types.
    """

    @property
    def changed(self) -> bool:
        """Whether any number moved."""
        return self.old != self.new or bool(self.distance)


class Retyped(Struct, frozen=True):
    """A column that has another type now."""

    name: str
    old: str
    new: str


class TableDifference(Struct, frozen=True):
    """What changed in the rows and columns."""

    old_rows: int
    new_rows: int
    added: tuple[str, ...]
    """Columns."""
    removed: tuple[str, ...]
    retyped: tuple[Retyped, ...]
    columns: tuple[ColumnChange, ...]
    """Those that both have, in the order of the new version."""


class Difference(Struct, frozen=True):
    """Everything that changed."""

    old: str
    """Id of the version."""
    new: str
    added: tuple[FileEntry, ...]
    removed: tuple[FileEntry, ...]
    changed: tuple[Changed, ...]
    moved: tuple[Moved, ...]
    table: TableDifference | None = None
    """`None` where one of the two holds no tables."""


def compare_files(old: DatasetVersion, new: DatasetVersion) -> Difference:
    """What changed in the files; nothing is read."""
    before = {each.path: each for each in old.files}
    after = {each.path: each for each in new.files}
    changed = tuple(Changed(before[path], each) for path, each in after.items() if before.get(path, each) != each)
    added = {path: each for path, each in after.items() if path not in before}
    removed = {path: each for path, each in before.items() if path not in after}
    moved = tuple(_moved(added, removed))
    return Difference(old.id, new.id, tuple(added.values()), tuple(removed.values()), changed, moved)


def _moved(added: dict[str, FileEntry], removed: dict[str, FileEntry]) -> list[Moved]:
    """Takes pairs of the same content out of both."""
    by_content: dict[tuple[int, str], list[str]] = {}
    for path, each in removed.items():
        by_content.setdefault((each.size, each.digest), []).append(path)
    moved = []
    for path, each in list(added.items()):
        if paths := by_content.get((each.size, each.digest)):
            moved.append(Moved(paths.pop(0), each))
            del added[path], removed[moved[-1].path]
    return moved
