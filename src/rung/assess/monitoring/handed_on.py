"""Files that what serves writes and what watches reads: rows of the running model, wherever they lie."""

from __future__ import annotations

from collections.abc import Iterable

from rung.assess.code import Code, Reach
from rung.assess.code.base import Site
from rung.assess.monitoring.near import Node
from rung.assess.parse.python_facts import Module


class HandedOn:
    """Names of files that answering a request, or scoring a batch, writes."""

    def __init__(self, code: Code, reach: Reach, writes: Iterable[Site]) -> None:
        """`writes`: the calls by which what serves keeps its rows."""
        self._code = code
        self._reach = reach
        self._names = {name for site in writes for name in _names(site)}

    def reads(self, node: Node) -> bool:
        """Whether a function, one that calls it, or one that these call, names such a file."""
        if not self._names:
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
        return any(line in lines and text.rpartition("/")[2] in self._names for text, line in module.strings)


def _names(site: Site) -> Iterable[str]:
    """The names of plain files among the arguments of a write."""
    for value in (*site.call.args[:1], *site.call.kwargs.values()):
        if isinstance(value, str) and "." in value and "{}" not in value:
            yield value.rpartition("/")[2]
