"""A contract's table as the rules read it: its columns, its quality entries, and its service levels."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from msgspec import Struct

from rung.data.contracts.element import Element, nearest
from rung.data.contracts.standard import ENGINE


class Column(Struct, frozen=True):
    """One property of the standard."""

    name: str
    """In the data: the physical name where there is one."""
    called: str
    """In the contract."""
    element: Element
    quality: tuple[Element, ...]

    @property
    def type(self) -> str | None:
        """The logical type, where one is promised."""
        return self.element.text("logicalType")

    @property
    def options(self) -> Element | None:
        """What is said about the type beyond its name."""
        return self.element.mapping("logicalTypeOptions")


class Entry(Struct, frozen=True):
    """One quality entry, at a column or at the table."""

    element: Element
    column: str | None

    @property
    def own(self) -> Element | None:
        """What it tells Rung's own engine; `None` where it is not addressed to it."""
        if self.element.value.get("type") != "custom" or self.element.value.get("engine") != ENGINE:
            return None
        told = self.element.value.get("implementation")
        if isinstance(told, str):
            told = _parsed(told, self.element)
        if not isinstance(told, dict):
            self.element.refuse("implementation must be a mapping with a rule", "implementation")
        return Element(told, self.element.at("implementation"), self.element.source)


class Table(Struct, frozen=True):
    """One object of the standard's schema."""

    name: str
    element: Element
    columns: tuple[Column, ...]
    quality: tuple[Element, ...]
    service: tuple[Element, ...]
    """Service levels that concern this table."""

    def entries(self) -> Iterator[Entry]:
        """All quality entries: of the columns, then of the table."""
        for column in self.columns:
            yield from (Entry(each, column.name) for each in column.quality)
        yield from (Entry(each, None) for each in self.quality)

    def metric(self, name: str) -> Iterator[Entry]:
        """Entries of the standard's library with that metric."""
        return (each for each in self.entries() if each.element.value.get("metric") == name)

    def own(self, rule: str) -> Iterator[tuple[Entry, Element]]:
        """Entries for Rung's own engine with that rule."""
        for each in self.entries():
            told = each.own
            if told is not None and told.value.get("rule") == rule:
                yield each, told

    def known(self, column: object, element: Element, key: str) -> str:
        """The column, as the data call it, that another rule speaks of; refuses one that the contract does not have."""
        names = {each.called: each.name for each in self.columns}
        if not isinstance(column, str) or column not in names:
            element.refuse(f"{self.name} has no column {column}", key, fix=nearest(str(column), names))
        return names[column]


def _parsed(text: str, element: Element) -> object:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        element.refuse(f"implementation is not valid YAML: {str(error).splitlines()[0]}", "implementation")
