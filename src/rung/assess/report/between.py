"""What changed between two assessments of one project, for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from rung.assess.compare import Change, Comparison, compare
from rung.assess.report.style import Style
from rung.assess.report.text import percent, plural, safe, tenths, wrapped
from rung.domain import Assessment

SCHEMA_VERSION = 1


class Reading(Struct, frozen=True):
    """One assessment, as far as a comparison needs it."""

    name: str
    """How it was asked for, and what that meant: `2026-08-01 (3f9c2a1)`."""
    value: Assessment | Mapping[str, Any]
    """The value, or its published JSON."""

    @property
    def project(self) -> str:
        """What the project is called."""
        return str(self._get("project"))

    @property
    def level(self) -> int | None:
        """The configured level."""
        level = self._get("configured_level")
        return None if level is None else int(level)

    @property
    def proven(self) -> int | None:
        """The proven level."""
        level = self._get("proven_level")
        return None if level is None else int(level)

    @property
    def index(self) -> float | None:
        """The index."""
        value = self._get("index")
        return None if value is None else float(value)

    @property
    def ladder(self) -> str:
        """Version of the ladder."""
        return str(self._get("ladder_version"))

    @property
    def shares(self) -> dict[int, float]:
        """Share by level."""
        if isinstance(self.value, Assessment):
            return {share.level.value: share.value for share in self.value.shares}
        return {int(level): float(share) for level, share in self.value["shares"].items()}

    def _get(self, name: str) -> Any:
        return getattr(self.value, name) if isinstance(self.value, Assessment) else self.value.get(name)


def between_lines(project: str, before: Reading, after: Reading, style: Style, width: int) -> list[str]:
    """Levels side by side, then what was gained, lost, and what only the ladder or time did."""
    comparison = compare(before.value, after.value)
    lines = [*wrapped(f"{safe(project)} · {before.name} → {after.name}", "", width), ""]
    lines += [f" configured {_level(before.level)} → {_level(after.level)}   proven {_level(before.proven)} → "
              f"{_level(after.proven)}   index {_tenths(before.index)} → {_tenths(after.index)}"]  # fmt: skip
    shares = [
        f"{level}: {percent(before.shares[level])} → {percent(after.shares[level])}"
        for level in sorted(before.shares.keys() & after.shares.keys())
    ]
    lines += [" shares     " + "   ".join(shares), ""] if shares else [""]
    if comparison.ladder_moved:
        lines += [*wrapped(_ladder_moved(before, after, comparison), " ", width), ""]
    lapsed = [each for each in comparison.lost if each.lapsed]
    lost = [each for each in comparison.lost if not each.lapsed]
    for title, sign, colour, changes in (
        ("Gained", "▲", "green", comparison.gained),
        ("Lost", "▼", "red", lost),
        ("Grew old: the records lapsed, nothing was taken away", "○", "yellow", lapsed),
        ("Changed without counting more or less", "~", "dim", comparison.changed),
    ):
        lines += _changes(title, style(sign, colour), changes, style, width)
    if not (comparison.gained or comparison.lost or comparison.changed):
        lines.append(" Nothing changed.")
    return lines


def between_json(project: str, before: Reading, after: Reading) -> dict[str, Any]:
    """The same as plain values."""
    comparison = compare(before.value, after.value)
    return {
        "schema_version": SCHEMA_VERSION,
        "project": project,
        "from": _reading(before),
        "to": _reading(after),
        "ladder_moved": comparison.ladder_moved,
        "added_practices": list(comparison.added_practices),
        "removed_practices": list(comparison.removed_practices),
        "gained": _rows(comparison.gained),
        "lost": _rows(comparison.lost),
        "changed": _rows(comparison.changed),
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "name": reading.name,
        "ladder_version": reading.ladder,
        "configured_level": reading.level,
        "proven_level": reading.proven,
        "index": None if reading.index is None else round(reading.index, 3),
        "shares": {str(level): round(share, 4) for level, share in reading.shares.items()},
    }


def _rows(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [
        {
            "practice": each.practice,
            "before": each.before.verdict.value,
            "after": each.after.verdict.value,
            "strength_before": each.before.strength.label,
            "strength_after": each.after.strength.label,
            "because_before": each.before.because,
            "because_after": each.after.because,
            "lapsed": each.lapsed,
            "cause": each.cause.value,
        }
        for each in changes
    ]


def _ladder_moved(before: Reading, after: Reading, comparison: Comparison) -> str:
    text = f"The ladder moved as well: {before.ladder} → {after.ladder}"
    if comparison.added_practices:
        text += f", {plural(len(comparison.added_practices), 'practice')} new"
    if comparison.removed_practices:
        text += f", {plural(len(comparison.removed_practices), 'practice')} gone"
    return (
        f"{text}. What is listed below may be its doing; measured again by one version it would be the project's alone"
    )


def _changes(title: str, sign: str, changes: Sequence[Change], style: Style, width: int) -> list[str]:
    if not changes:
        return []
    lines = [" " + style(title, "bold")]
    column = max(len(each.practice) for each in changes)
    for each in changes:
        moved = f"{each.before.verdict.value} → {each.after.verdict.value}"
        if each.before.verdict is each.after.verdict:
            moved = f"{each.before.strength.label} → {each.after.strength.label}"
        head = f" {sign} {each.practice:{column}}  "
        plain = f" x {each.practice:{column}}  "
        first, *rest = wrapped(f"{moved}: {each.after.because}", plain, width)
        lines += [head + first[len(plain) :], *rest]
    return [*lines, ""]


def _level(level: int | None) -> str:
    return "none" if level is None else str(level)


def _tenths(index: float | None) -> str:
    return "none" if index is None else tenths(index)
