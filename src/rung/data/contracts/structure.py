"""The frame of a contract: what has to be there, which keys exist, and which table is meant."""

from __future__ import annotations

from collections.abc import Iterator

from rung.data.contracts.element import Element, Source, nearest
from rung.data.contracts.standard import (
    COLUMN_KEYS,
    CONTRACT_KEYS,
    KIND,
    KNOWN_VERSIONS,
    METRICS,
    OPTIONS,
    QUALITY_KEYS,
    QUALITY_TYPES,
    REQUIRED,
    SLA_KEYS,
    TABLE_KEYS,
)
from rung.data.contracts.table import Column, Table


def read_table(source: Source, name: str | None) -> Table:
    """The table of that name, or the only one.

    Raises
    ------
    UsageError
        Not a contract of the standard's version 3, a key that the standard does not have, no such table.
    """
    top = Element(source.document.value, "", source)
    _check_top(top)
    strict = top.value["apiVersion"] in KNOWN_VERSIONS
    if strict:
        top.only(CONTRACT_KEYS)
    element = _chosen(top, name)
    if strict:
        element.only(TABLE_KEYS)
    table = Table(
        name=element.text("name") or "",
        element=element,
        columns=tuple(_columns(element, strict)),
        quality=_quality(element, strict),
        service=_service(top, element, strict),
    )
    _refuse_twins(table)
    return table


def _check_top(top: Element) -> None:
    missing = [each for each in REQUIRED if top.value.get(each) is None]
    if missing:
        top.refuse(f"a data contract needs {', '.join(missing)}", fix=f"apiVersion is {KNOWN_VERSIONS[0]}, kind {KIND}")
    if top.value["kind"] != KIND:
        top.refuse(f"kind is {top.value['kind']}, not {KIND}", "kind")
    version = top.text("apiVersion") or ""
    if not version.startswith("v3."):
        top.refuse(f"apiVersion {version} is not read here", "apiVersion", fix="write it in version 3 of the standard")
    for key in ("id", "version"):
        top.text(key)


def _chosen(top: Element, name: str | None) -> Element:
    tables = top.elements("schema")
    names = [str(each.value.get("name")) for each in tables]
    for each in tables:
        if not each.text("name"):
            each.refuse("a table needs a name")
    if name is None and len(tables) != 1:
        top.refuse(
            f"the contract has {len(tables)} tables", "schema", fix=f"name one: {', '.join(names)}" if names else None
        )
    found = next((each for each in tables if name is None or each.value["name"] == name), None)
    if found is None:
        top.refuse(f"the contract has no table {name}", "schema", fix=nearest(str(name), names))
    return found


def _columns(table: Element, strict: bool) -> Iterator[Column]:
    for element in table.elements("properties"):
        called = element.text("name")
        if not called:
            element.refuse("a column needs a name")
        if strict:
            element.only(COLUMN_KEYS)
            _check_options(element)
        yield Column(element.text("physicalName") or called, called, element, _quality(element, strict))


def _check_options(column: Element) -> None:
    options = column.mapping("logicalTypeOptions")
    known = OPTIONS.get(column.text("logicalType") or "", frozenset().union(*OPTIONS.values()))
    if options is not None:
        options.only(known, "option")


def _quality(element: Element, strict: bool) -> tuple[Element, ...]:
    entries = element.elements("quality")
    for each in entries:
        if strict:
            each.only(QUALITY_KEYS)
        kind, metric = each.text("type") or "library", each.text("metric")
        if kind not in QUALITY_TYPES:
            each.refuse(f"no type {kind}", "type", fix=nearest(kind, QUALITY_TYPES))
        if kind == "library" and metric is None and "rule" not in each.value:
            each.refuse("an entry of the library needs a metric", fix=f"one of {', '.join(METRICS)}")
        if metric is not None and metric not in METRICS and strict:
            each.refuse(f"no metric {metric}", "metric", fix=nearest(metric, METRICS))
    return entries


def _service(top: Element, table: Element, strict: bool) -> tuple[Element, ...]:
    """Levels that name this table, or none where it is the only one."""
    levels = top.elements("slaProperties")
    for each in levels if strict else ():
        each.only(SLA_KEYS)
    name, others = table.value["name"], len(top.elements("schema")) > 1
    return tuple(each for each in levels if not others or str(each.value.get("element")).startswith(f"{name}."))


def _refuse_twins(table: Table) -> None:
    seen: set[str] = set()
    for column in table.columns:
        if column.name in seen:
            column.element.refuse(f"column {column.name} stands twice", "name")
        seen.add(column.name)
