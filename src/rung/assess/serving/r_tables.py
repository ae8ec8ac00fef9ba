"""Scored rows of R that stay beside those of earlier runs, whichever script writes them in the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.code import Code
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.tree.base import Tree

_KEY = regex(r"(run|batch|job|execution)_?id$|(^|_)(date|day|month|hour|dt|timestamp)$")
_WRITTEN = regex(r"(?:write_\w{1,20}|write\.csv|saveRDS|fwrite)\s?\(([^()\n]{1,200})\)?")
_READ = regex(r"(?:read_\w{1,20}|readRDS|read\.csv|fread|open_dataset)\s?\(([^()\n]{1,200})\)?")
_NAME = regex(r"[\w.]{1,60}(?:\$[\w.]{1,60}){1,6}|[\"'][^\"'\n]{3,200}[\"']")


def keeping(tree: Tree, code: Code, module: Module) -> Module | None:
    """The script that keeps what a scoring script writes by run or by day: itself, or one that reads its output."""
    if _partitions(module):
        return module
    handed = set(_names(tree, module, _WRITTEN))
    for other in code.modules.values():
        if other.language == "r" and _partitions(other) and handed & set(_names(tree, other, _READ)):
            return other
    return None


def columns(module: Module) -> set[str]:
    """Columns that a script names when it adds, picks or groups by them."""
    found: set[str] = set()
    for call in module.calls:
        if call.last in ("mutate", "add_column", "tibble"):
            found |= call.kwargs.keys()
        elif call.last in ("select", "group_by"):
            found |= {value for value in call.args if isinstance(value, str)}
    return found


def joins(module: Module) -> bool:
    """Whether its rows have a key by which other tables are joined."""
    return any(call.last.endswith("_join") and "by" in call.kwargs for call in module.calls)


def _partitions(module: Module) -> bool:
    """It adds to a table, or writes a dataset whose folders are named by run or day."""
    grouped = any(
        isinstance(value, str) and _KEY.search(value)
        for call in module.calls
        if call.last == "group_by"
        for value in call.args
    )
    for call in module.calls:
        if call.last == "dbAppendTable" or (call.last == "dbWriteTable" and call.kwargs.get("append") == "TRUE"):
            return True
        if call.last == "write_dataset":
            inside = " ".join(
                str(value)
                for each in module.calls
                if call.line <= each.line <= call.line + 8 and each.last == "c"
                for value in each.args
            )
            said = call.kwargs.get("partitioning")
            if grouped or ("partitioning" in call.kwargs and any(map(_KEY.search, (*inside.split(), str(said))))):
                return True
    return False


def _names(tree: Tree, module: Module, pattern: re.Pattern[str]) -> Iterator[str]:
    """Files in such calls: a quoted path, or an element of a list of paths without its last part."""
    for found in pattern.finditer(tree.text(module.path) or ""):
        for each in _NAME.findall(found[1]):
            yield each.strip("\"'") if each[0] in "\"'" else each.rpartition("$")[0]
