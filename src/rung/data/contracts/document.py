"""A contract from text and back again. What is not interpreted is kept, comments included."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from rung.data.contracts.comments import read_notes
from rung.data.contracts.contract import Contract
from rung.data.contracts.element import Source, nearest
from rung.data.contracts.emitting import emit
from rung.data.contracts.rules.base import Rule
from rung.data.contracts.standard import NOT_CHECKED
from rung.data.contracts.structure import read_table
from rung.data.contracts.table import Table
from rung.errors import ManifestError, UsageError
from rung.plugins import discover
from rung.project.yaml_lines import Document, read_document

OPEN = frozenset({"public", "internal"})
"""Classifications whose values may be shown."""


@cache
def rule_kinds() -> tuple[type[Rule], ...]:
    """Every kind of rule, ours and those of other distributions."""
    return tuple(discover("rung.data.contracts.rules", Rule, group="rung.contract_rules"))  # type: ignore[type-abstract]


def load_contract(path: Path, *, table: str | None = None) -> Contract:
    """The contract in a file. Raises `UsageError` as `read_contract` does, and for a file that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise UsageError(f"the contract cannot be read: {why}", where=str(path)) from error
    return read_contract(text, file=str(path), table=table)


def read_contract(text: str, *, file: str = "contract.yaml", table: str | None = None) -> Contract:
    """The contract that a text holds, for one of its tables.

    Parameters
    ----------
    file
        How messages name it.
    table
        Which one, where there are several.

    Raises
    ------
    UsageError
        It is not a contract, or a rule in it cannot be understood; names the line and the nearest key.
    """
    source = Source(file, _document(text, file))
    found = read_table(source, table)
    order = {path: index for index, path in enumerate(source.document.lines)}
    read = (rule for kind in rule_kinds() for rule in kind.read(found))
    rules = sorted(read, key=lambda each: (order.get(each.origin.path, 0), each.id))
    _refuse_unknown_rules(found, rules)
    _check_schema(text, file)
    return Contract(
        name=found.name,
        version=str(source.document.value["version"]),
        columns={each.name: each.type for each in found.columns},
        rules=tuple(rules),
        unchecked=tuple(_unchecked(found, rules)),
        hidden=frozenset(each.name for each in found.columns if _is_hidden(each.element.text("classification"))),
        zoned=frozenset(each.name for each in found.columns if each.options and each.options.flag("timezone")),
        document=source.document.value,
        notes=read_notes(text, source.document),
    )


def write_contract(contract: Contract) -> str:
    """The text of a contract; reading it gives the same contract."""
    return emit(contract.document, contract.notes)


def _document(text: str, file: str) -> Document:
    try:
        return read_document(text)
    except ManifestError as error:
        # The reader of YAML is the one of rung.yaml, and names that.
        line = (error.where or "").rpartition(":")[2]
        raise UsageError(error.what, where=f"{file}:{line}", fix=error.fix) from None


def _is_hidden(classification: str | None) -> bool:
    return classification is not None and classification.lower() not in OPEN


def _refuse_unknown_rules(table: Table, rules: list[Rule]) -> None:
    claimed = {each.origin.path for each in rules}
    for entry in table.entries():
        told = entry.own
        if told is not None and entry.element.path not in claimed:
            name, known = str(told.value.get("rule")), [each.id for each in rule_kinds() if each.own]
            told.refuse(f"no rule {name}", "rule", fix=nearest(name, known))


def _unchecked(table: Table, rules: list[Rule]) -> Iterator[str]:
    claimed = {each.origin.path for each in rules}
    for entry in table.entries():
        if entry.element.path not in claimed:
            kind = entry.element.text("type") or "library"
            engine = f" for {entry.element.value['engine']}" if "engine" in entry.element.value else ""
            yield f"{entry.column or table.name}: a rule of type {kind}{engine} is not checked"
    for column in table.columns:
        for key in sorted(NOT_CHECKED & (column.options.value.keys() if column.options else set())):
            yield f"{column.name}: {key} is not checked"
        if "properties" in column.element.value or "items" in column.element.value:
            yield f"{column.name}: what is promised of its parts is not checked"


def _check_schema(text: str, file: str) -> None:
    """What the standard's own package says of it, where that is installed."""
    if find_spec("open_data_contract_standard") is None:
        return
    package = import_module("open_data_contract_standard.model")
    try:
        package.OpenDataContractStandard.from_string(text)
    except ValueError as error:
        what = "; ".join(str(error).splitlines()[:3])
        raise UsageError(f"not a contract of the standard: {what}", where=file) from error
