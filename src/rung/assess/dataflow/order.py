"""Which of two calls happens first, as far as one function that leads to both shows it."""

from __future__ import annotations

from collections.abc import Iterable

from rung.assess.code import Code, Reach

Node = tuple[str, str]


class Order:
    """Answers from the lines of the nearest functions that lead to both calls."""

    def __init__(self, code: Code, reach: Reach) -> None:
        self._code = code
        self._reach = reach

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

    def _line(self, node: Node, ups: Iterable[Node]) -> int | None:
        """The first line of a function on which it calls one of `ups` that it is a caller of."""
        names = {each[1].rpartition(".")[2] for each in ups if each[1] and node in self._reach.callers.get(each, ())}
        module = self._code.modules.get(node[0])
        if not names or module is None:
            return None
        lines = [
            call.line
            for call in module.calls
            if call.scope == node[1] and call.name.removesuffix("()").rsplit(".", 1)[-1] in names
        ]
        return min(lines, default=None)
