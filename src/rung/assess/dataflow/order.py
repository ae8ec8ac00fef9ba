"""Which of two calls happens first, as far as one function that leads to both shows it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import cached_property

from rung.assess.code import Code, Reach

Node = tuple[str, str]


class Order:
    """Answers from the lines of the nearest functions that lead to both calls."""

    def __init__(self, code: Code, reach: Reach) -> None:
        self._code = code
        self._reach = reach
        self._lines: dict[str, dict[str, dict[str, int]]] = {}
        """Path → function → name of what it calls → first line of such a call."""

    def before(self, first: Node, first_line: int, then: Node, then_line: int) -> bool | None:
        """Whether the first is passed before the other; `None` when no function leads to both."""
        if first == then:
            return first_line < then_line
        ups, thens = self._reach.upstream(first), self._reach.upstream(then)
        answer: bool | None = None
        for node in ups & thens:
            left = first_line if node == first else self._line(node, ups)
            right = then_line if node == then else self._line(node, thens)
            if left is None or right is None or left == right:
                continue
            if left < right:
                return True
            answer = False
        return answer

    def _line(self, node: Node, ups: AbstractSet[Node]) -> int | None:
        """The first line of a function on which it calls one of `ups` that it is a caller of."""
        called = [each for each in self._callees.get(node, ()) if each in ups]
        if not called:
            return None
        lines = self._calls(node[0]).get(node[1], {})
        names = {each[1].rpartition(".")[2] for each in called}
        return min((lines[name] for name in names if name in lines), default=None)

    @cached_property
    def _callees(self) -> dict[Node, list[Node]]:
        """By function, the functions it is a caller of."""
        found: dict[Node, list[Node]] = {}
        for callee, callers in self._reach.callers.items():
            for caller in callers if callee[1] else ():
                found.setdefault(caller, []).append(callee)
        return found

    def _calls(self, path: str) -> dict[str, dict[str, int]]:
        known = self._lines.get(path)
        if known is None:
            known = self._lines[path] = {}
            module = self._code.modules.get(path)
            for call in module.calls if module else ():
                lines = known.setdefault(call.scope, {})
                name = call.name.removesuffix("()").rsplit(".", 1)[-1]
                lines[name] = min(call.line, lines.get(name, call.line))
        return known
