"""Files and tables that what serves writes and what watches reads: rows of the running model, wherever they lie."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from rung.assess.code import Code, Reach
from rung.assess.code.base import Site
from rung.assess.monitoring.near import Node
from rung.assess.parse.python_facts import Call, Module
from rung.assess.regex import regex

_TABLES = frozenset({"table", "from_", "collection", "get_collection", "Table", "get_container_client"})
"""Methods of a store's client that name the table or collection that the rest of the call is about."""
_ADDS = frozenset({"insert", "upsert", "insert_one", "insert_many", "put_item", "create_item", "upsert_item", "add"})
_FROM = regex(r"\b(?:from|join)\s{1,9}\"?([a-z_][\w.]{0,80})", re.I)
_INTO = regex(r"\binsert\s{1,9}into\s{1,9}\"?([a-z_][\w.]{0,80})", re.I)


class HandedOn:
    """Names of files and tables that answering a request, or scoring a batch, writes."""

    def __init__(self, code: Code, reach: Reach, writes: Iterable[Site], serves: Callable[[Site], bool]) -> None:
        """`writes`: the calls by which what serves keeps its rows in files; `serves`: whether it makes a call."""
        self._code = code
        self._reach = reach
        self._names = {name for site in writes for name in _names(site)}
        added = {site.scope for last in _ADDS for site in code.find(f"*.{last}") if serves(site)}
        self._tables = {name for node in added for name in _added(code.modules[node[0]], node[1])}

    def reads(self, node: Node) -> bool:
        """Whether a function, one that calls it, or one that these call, names such a file."""
        if not self._names and not self._tables:
            return False
        callers = {node, *(each for each in self._reach.callers.get(node, ()) if each[1])}
        called = (each for each, by in self._reach.callers.items() if not callers.isdisjoint(by))
        around = callers | {each for each in called if each[1]}
        return any(self._named(self._code.modules[path], scope) for path, scope in around)

    def _named(self, module: Module, scope: str) -> bool:
        function = module.functions.get(scope)
        if function is None:
            return False
        lines = range(function.line, function.end_line + 1)
        strings = [text for text, line in module.strings if line in lines]
        if any(text.rpartition("/")[2] in self._names for text in strings):
            return True
        asked = {name for text in strings for name in _FROM.findall(text)}
        calls = [call for call in module.calls if call.scope == scope]
        asked |= {name for call in calls for name in _table(call)} if not _adds(calls) else set()
        return bool(asked & self._tables)


def _added(module: Module, scope: str) -> Iterator[str]:
    """Tables that a function adds rows to."""
    function = module.functions.get(scope)
    for call in module.calls:
        if call.scope == scope:
            yield from _table(call)
    for text, line in module.strings:
        if function and function.line <= line <= function.end_line:
            yield from _INTO.findall(text)


def _adds(calls: Iterable[Call]) -> bool:
    return any(call.last in _ADDS for call in calls)


def _table(call: Call) -> Iterable[str]:
    """The name in `client.table("answers")`."""
    first = call.args[0] if call.args else None
    return (first,) if call.last in _TABLES and isinstance(first, str) and first else ()


def _names(site: Site) -> Iterable[str]:
    """The names of plain files among the arguments of a write."""
    for value in (*site.call.args[:1], *site.call.kwargs.values()):
        if isinstance(value, str) and "." in value and "{}" not in value:
            yield value.rpartition("/")[2]
