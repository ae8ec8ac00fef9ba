"""Versions and differences as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rung.data.versions.difference import ColumnChange, Difference, Summary, TableDifference
from rung.data.versions.paths import shown
from rung.domain.dataset import DatasetVersion

_SHORT = 12
"""Digits of an id."""
_MOST = 20
"""Files of one kind."""
_WIDE = 32
"""Characters of a value."""


def render_list(versions: Iterable[DatasetVersion]) -> list[str]:
    """A line for each version."""
    rows = [
        (
            each.id[:_SHORT],
            f"{each.added_at:%Y-%m-%d %H:%M}",
            _many(len(each.files), "file"),
            size(each.size),
            "" if each.rows is None else _many(each.rows, "row"),
            each.by,
            shown(each.note),
        )
        for each in versions
    ]
    return _aligned(rows, right=(2, 3, 4))


def render_show(version: DatasetVersion) -> list[str]:
    """What a version is, then its files."""
    head = [
        f"{version.dataset}@{version.id}",
        f"added {version.added_at:%Y-%m-%d %H:%M} by {version.by}"
        + (f": {shown(version.note)}" if version.note else ""),
        f"{_many(len(version.files), 'file')}, {size(version.size)}"
        + ("" if version.rows is None else f", {_many(version.rows, 'row')}"),
        "",
    ]
    return head + _aligned(
        [(each.digest[:_SHORT], size(each.size), shown(each.path)) for each in version.files], right=(1,)
    )


def render_diff(difference: Difference) -> list[str]:
    """What changed: files, rows, columns, then each column whose values moved."""
    if difference.old == difference.new:
        return [f"both are {difference.new[:_SHORT]}: nothing changed"]
    lines = [f"{difference.old[:_SHORT]} → {difference.new[:_SHORT]}"]
    lines += _few([f"+ {shown(each.path)}  {size(each.size)}" for each in difference.added], "added")
    lines += _few([f"- {shown(each.path)}  {size(each.size)}" for each in difference.removed], "removed")
    lines += _few(
        [f"~ {shown(each.new.path)}  {size(each.old.size)} → {size(each.new.size)}" for each in difference.changed],
        "changed",
    )
    lines += _few([f"> {shown(each.path)} → {shown(each.entry.path)}" for each in difference.moved], "moved")
    return lines + (_table(difference.table) if difference.table else [])


def size(number: int) -> str:
    """Bytes as a person reads them.

    >>> size(999), size(1_500_000)
    ('999 B', '1.5 MB')
    """
    value = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if round(value, 1) < 1000:
            return f"{number} B" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def _table(table: TableDifference) -> list[str]:
    grown = table.new_rows - table.old_rows
    lines = ["", f"rows {table.old_rows:,} → {table.new_rows:,} ({grown:+,})"]
    lines += [f"+ column {shown(each)}" for each in table.added]
    lines += [f"- column {shown(each)}" for each in table.removed]
    lines += [f"~ column {shown(each.name)}: {each.old} → {each.new}" for each in table.retyped]
    moved = [each for each in table.columns if each.changed]
    if not moved:
        return [*lines, "no column has other values"]
    head = ("column", "type", "nulls", "min", "max", "mean", "distinct", "distance")
    lines += ["", *_aligned([head, *(_column(each) for each in moved)], right=(7,))]
    same = len(table.columns) - len(moved)
    return lines + ([f"{_many(same, 'column')} without a change"] if same else [])


def _column(column: ColumnChange) -> tuple[str, ...]:
    pairs = zip(_words(column.old), _words(column.new), strict=True)
    changes = [old if old == new else f"{old or '–'} → {new or '–'}" for old, new in pairs]
    return (shown(column.name), column.type, *changes, "" if column.distance is None else f"{column.distance:.3f}")


def _words(summary: Summary) -> list[str]:
    mean = "" if summary.mean is None else f"{summary.mean:.4g}"
    distinct = "" if summary.distinct is None else f"{summary.distinct:,}"
    return [f"{summary.nulls:,}", _short(summary.least), _short(summary.most), mean, distinct]


def _short(text: str | None) -> str:
    line = shown(text or "")
    return line if len(line) <= _WIDE else line[: _WIDE - 1] + "…"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _few(lines: Sequence[str], what: str) -> list[str]:
    left = len(lines) - _MOST
    return [*lines[:_MOST], *([f"  and {left:,} more {what}"] if left > 0 else [])]


def _aligned(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if number in right else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
