"""A contract in the making: a document and its comments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rung.data.contracts.comments import Note
from rung.data.contracts.proposing import Facts, propose
from rung.data.contracts.rounding import readable_floor
from rung.data.contracts.spacing import Spacing
from rung.data.contracts.standard import API_VERSION, KIND


class Draft:
    """A document with its comments, as it grows."""

    def __init__(self, name: str, facts: list[Facts], whole: tuple[str, ...], comments: list[str]) -> None:
        self.name = name
        self.facts = facts
        self.whole = whole
        self.comments = comments
        self.rows = facts[0].profile.rows
        self.document: dict[str, Any] = {}
        self.notes: dict[str, Note] = {}

    def write_head(self) -> None:
        """What the standard asks for."""
        self.document |= {
            "version": "0.1.0",
            "apiVersion": API_VERSION,
            "kind": KIND,
            "id": self.name,
            "name": self.name,
            "status": "draft",
        }
        self.notes["version"] = Note((
            f"Guessed by Rung from {self.rows:,} rows, which meet it. It is yours now: correct what is wrong,",
            "and raise the version when a promise changes. Comments tell what was seen.",
        ))  # fmt: skip

    def write_table(self) -> None:
        """Columns, then what concerns all of them."""
        quality: list[dict[str, Any]] = [{"metric": "rowCount", "mustBeGreaterOrEqualTo": readable_floor(self.rows)}]
        if self.whole:
            quality.append({"metric": "duplicateValues", "arguments": {"properties": list(self.whole)}, "mustBe": 0})
            self.notes["schema.0.quality.1"] = Note(beside="no row came twice")
        table: dict[str, Any] = {"name": self.name, "properties": [], "quality": quality}
        self.document["schema"] = [table]
        self.notes["schema.0.quality.0"] = Note(beside=f"seen {self.rows:,}")
        if self.comments:
            self.notes["schema.0.quality"] = Note(tuple(self.comments))
        for index, each in enumerate(self.facts):
            table["properties"].append(self._column(each, f"schema.0.properties.{index}"))

    def write_freshness(self, time: str | None, found: Spacing | None, now: datetime | None) -> None:
        """A service level, unless the data are older than it already."""
        if time is None:
            return
        if found is None:
            self._remark(f"how fresh the data are cannot be told from {time}: it holds no moments in time")
            return
        value, unit = found.promise
        newest = f"newest row of {found.newest:%Y-%m-%d %H:%M}"
        if now is not None and now - found.newest > found.span:
            self._remark(f"no freshness is promised: {newest}, longest gap {_told(found)}")
            return
        level = {"property": "latency", "value": value, "unit": unit, "element": f"{self.name}.{time}"}
        self.document["slaProperties"] = [level]
        self.notes["slaProperties.0"] = Note(beside=f"twice the longest gap, {_told(found)}; {newest}")

    def _remark(self, words: str) -> None:
        before = self.notes.get("schema.0.quality", Note()).above
        self.notes["schema.0.quality"] = Note((*before, words))

    def _column(self, facts: Facts, path: str) -> dict[str, Any]:
        column: dict[str, Any] = {"name": facts.profile.name}
        if facts.profile.family in ("duration", "binary", "null", "other"):
            self.notes[path] = Note(beside=f"{facts.profile.kind}: the standard has no word for it")
        for each in propose(facts):
            at = f"{path}.{each.key}"
            if each.key == "quality":
                entries = column.setdefault("quality", [])
                at = f"{at}.{len(entries)}"
                entries.append(each.value)
            else:
                column[each.key] = each.value
            if each.because:
                self.notes[at] = Note(beside=each.because)
        return column


def _told(found: Spacing) -> str:
    hours = int(found.gap.total_seconds() // 3600)
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"
