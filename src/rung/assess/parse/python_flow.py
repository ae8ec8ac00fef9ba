"""How control goes through the statements of a Python module: which of them can run, and how a block ends."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any, ClassVar

from rung.assess.parse import python_dead
from rung.assess.parse.python_dead import ENDS_SCRIPT, GOES_ON, LEAVES, RAISES, calls_something, is_empty
from rung.assess.parse.python_expressions import EXITS, Expressions
from rung.assess.parse.python_facts import CONDITIONAL, LOOPED, OFF, SWALLOWED, TESTED, USED, Branch
from rung.assess.regex import regex

MAIN = "__main__"
"""The scope of what stands under the main guard."""
_MISSING = regex(r"(?:^|\.)(?:ImportError|ModuleNotFoundError|Exception|BaseException)$")
_BROAD = regex(r"(^|\.)(Base)?Exception$|Valid|Schema|Assert|^(Value|Runtime)Error$")
_DEFINES = frozenset(
    {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign}
)


class Flow(Expressions):
    """Reads blocks, branches, loops and handlers; what can never run is passed over."""

    rules: ClassVar[dict[type[ast.stmt], Callable[[Any, Any], int | None]]] = {}
    """How each kind of statement is read."""

    def body(self, statements: list[ast.stmt]) -> int:
        """Read the statements that can run; how the block ends, see `GOES_ON`."""
        rule = self.rules.get
        for at, statement in enumerate(statements):
            visit = rule(statement.__class__)
            end: int | None = visit(self, statement) if visit is not None else self.plain(statement)
            if end:
                self.lived = at + 1
                return self._after(statements[at + 1 :], end)
        self.lived = len(statements)
        return GOES_ON

    def _after(self, rest: list[ast.stmt], end: int) -> int:
        """What stands behind a statement that leaves: nothing, but for cells, which people run one by one."""
        if not self.scope and self.out.path.endswith(".ipynb"):
            self.body(rest)
            return GOES_ON
        if end != ENDS_SCRIPT:
            self.dead(rest)
            return end
        defined = [each for each in rest if each.__class__ in _DEFINES]
        self.dead([each for each in rest if each.__class__ not in _DEFINES])
        return self.body(defined)

    def dead(self, statements: list[ast.stmt]) -> None:
        """Statements that never run: they are passed over, and noted when they call something."""
        line = calls_something(statements) if statements else 0
        if line:
            self.out.dead.append(line)

    def leaves(self, node: ast.stmt) -> int:
        """`break` and `continue`."""
        self.broke = self.broke or node.__class__ is ast.Break
        return LEAVES

    def nothing(self, node: ast.stmt) -> None:
        """`pass`, `global`."""

    def plain(self, node: ast.stmt) -> int:
        """Any statement without a rule of its own: read its expressions."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expression(child, USED)
        return GOES_ON

    def if_(self, node: ast.If) -> int:
        """Both arms, or the one that a constant condition leaves."""
        if self.scope == "" and _is_main_guard(node.test):
            return self._main_guard(node)
        self.expression(node.test, USED | TESTED)
        known = python_dead.truth(node.test, self.out.dotted)
        if known is not None:
            return self._always(node.body, node.orelse) if known else self._never(node)
        names, ops, told = self.condition(node.test)
        if self.switches is None:
            self.switches = {} if self.out.path.endswith(".ipynb") else python_dead.switches(self.tree)
        on = self._switch(node.test, names) if self.switches else None
        if on is not None:
            return self._switched(node.body, node.orelse) if on else self._switched(node.orelse, node.body)
        then, left = self._branch(node.test, node.body)
        orelse, right = self._branch(node.test, node.orelse)
        if (ops or names) and not self.flags & OFF:
            looped, swallowed = bool(self.flags & LOOPED), bool(self.flags & SWALLOWED)
            self.out.branches.append(
                Branch(
                    node.lineno, self.scope, names, ops, then, orelse, told, looped, swallowed,
                    tuple(_answers(node.body, node.orelse)),
                )
            )  # fmt: skip
        return left | right if left and right else GOES_ON

    def _main_guard(self, node: ast.If) -> int:
        self.out.main_guard = node.lineno
        self.scope = MAIN
        end = self.body(node.body)
        self.scope = ""
        self.body(node.orelse)
        return ENDS_SCRIPT if end else GOES_ON

    def _always(self, live: list[ast.stmt], dead: list[ast.stmt]) -> int:
        """The arms of a condition that is written down: one is read as if it stood alone."""
        self.dead(dead)
        return self.body(live)

    def _never(self, node: ast.If) -> int:
        if "TYPE_CHECKING" not in ast.dump(node.test):
            return self._always(node.orelse, node.body)
        # Imports for the type checker tell what names mean, and import nothing.
        lines = dict(self.out.import_lines)
        for each in node.body:
            if isinstance(each, (ast.Import, ast.ImportFrom)):
                self.rules[each.__class__](self, each)
        self.out.import_lines = lines
        return self.body(node.orelse)

    def _switched(self, on: list[ast.stmt], off: list[ast.stmt]) -> int:
        """The arms of a switch: what stands on the side that is off is kept, marked as such."""
        flags = self.flags
        self.flags |= OFF | CONDITIONAL
        self.body(off)
        self.flags = flags
        return self.body(on)

    def _switch(self, test: ast.expr, names: tuple[str, ...]) -> bool | None:
        """The answer of a condition that switches of the module decide; people turn those of notebooks by hand."""
        if not self.switches or self.switches.keys().isdisjoint(names):
            return None
        on = python_dead.truth(test, self.out.dotted, self._set_to)
        if on is None or self.checked:
            return on
        self.checked = True
        self.switches = python_dead.bound_once(self.tree, self.source, self.switches)
        return python_dead.truth(test, self.out.dotted, self._set_to)

    def _set_to(self, name: str) -> object:
        """The value of a switch."""
        return self.switches.get(name, python_dead.UNKNOWN) if self.switches else python_dead.UNKNOWN

    def _branch(self, test: ast.expr, body: list[ast.stmt]) -> tuple[tuple[str, ...], int]:
        """Read one arm; return what it does — the calls in it, and how it leaves — and how it ends."""
        start = len(self.out.calls)
        self.conditions.append(test)
        flags, self.flags = self.flags, self.flags | CONDITIONAL
        end = self.body(body)
        last = body[self.lived - 1] if body else None
        self.flags = flags
        self.conditions.pop()
        done = [each.name for each in self.out.calls[start : start + 30]]
        if last.__class__ is ast.Raise:
            done.append("raise")
        elif isinstance(last, ast.Return):
            done.append("return" if _truth(last.value) is None else f"return {_truth(last.value)}")
        if not EXITS.isdisjoint(done):
            done.append("exit")
        return tuple(done), end

    def loop(self, node: ast.For | ast.AsyncFor | ast.While) -> int:
        """A loop without a round is passed over; one without a way out is the end of its block."""
        if isinstance(node, ast.While):
            self.expression(node.test, USED | TESTED)
            known = python_dead.truth(node.test, self.out.dotted)
        else:
            self.expression(node.iter, USED)
            known = False if is_empty(node.iter) else None
        if known is False:
            return self._always(node.orelse, node.body)
        flags, broke = self.flags, self.broke
        self.flags |= LOOPED
        self.broke = False
        self.body(node.body)
        broken, self.flags, self.broke = self.broke, flags, broke
        if known and not broken:
            self.dead(node.orelse)
            return LEAVES
        end = self.body(node.orelse)
        return GOES_ON if broken else end

    def with_(self, node: ast.With | ast.AsyncWith) -> int:
        """A context manager may swallow what its block raises."""
        for item in node.items:
            call = self.expression(item.context_expr, USED)
            if call is not None and isinstance(item.optional_vars, ast.Name):
                self.types[-1][item.optional_vars.id] = f"{call.name}()"
                call.target = item.optional_vars.id
        end = self.body(node.body)
        if end & RAISES:
            managers = [self.dotted(item.context_expr).partition("(")[0] for item in node.items]
            return end if python_dead.passes_on(managers) else GOES_ON
        return end

    def try_(self, node: ast.Try) -> int:
        """It ends only when the handlers do too."""
        flags, otherwise = self.flags, self.otherwise
        swallowing = [handler for handler in node.handlers if self._swallows(handler)]
        if swallowing:
            self.flags |= SWALLOWED
            self.otherwise = _returned(swallowing)
        known = set(self.out.import_lines)
        tried = self.body(node.body)
        self.flags, self.otherwise = flags, otherwise
        if any(self._does_without(handler) for handler in node.handlers):
            self.out.spared |= self.out.import_lines.keys() - known
        handled = [self._handler(handler, node, flags) for handler in node.handlers]
        self.flags = flags
        if tried:
            self.dead(node.orelse)
        else:
            tried = self.body(node.orelse)
        last = self.body(node.finalbody)
        if last or not tried or not all(handled):
            return last
        return reduce(or_, handled, tried)

    def _handler(self, handler: ast.ExceptHandler, node: ast.Try, flags: int) -> int:
        if node.body[0].__class__ is ast.Pass and len(node.body) == 1:
            self.dead(handler.body)  # what does nothing raises nothing
            return LEAVES
        self.flags = flags | CONDITIONAL
        return self.body(handler.body)

    def _does_without(self, handler: ast.ExceptHandler) -> bool:
        """Whether this handler goes on when an import fails."""
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        missing = any(kind is None or _MISSING.search(self.dotted(kind)) for kind in kinds)
        return missing and not any(isinstance(node, ast.Raise) for each in handler.body for node in ast.walk(each))

    def _swallows(self, handler: ast.ExceptHandler) -> bool:
        """Whether a failure ends in this handler: it is broad, and neither raises nor leaves."""
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if not any(kind is None or _BROAD.search(self.dotted(kind)) for kind in kinds):
            return False
        for each in handler.body:
            for node in ast.walk(each):
                if isinstance(node, ast.Raise):
                    return False
                if isinstance(node, ast.Call) and self.dotted(node.func) in EXITS:
                    return False
        return True

    def match(self, node: Any) -> None:
        """Every case may be the one."""
        self.expression(node.subject, USED | TESTED)
        flags, self.flags = self.flags, self.flags | CONDITIONAL
        for case in node.cases:
            self.body(case.body)
        self.flags = flags


def _answers(*arms: list[ast.stmt]) -> Iterator[str]:
    """Names that an arm itself binds to `True` or `False`."""
    for statement in chain.from_iterable(arms):
        if isinstance(statement, ast.Assign) and _truth(statement.value) is not None:
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _truth(node: ast.expr | None) -> bool | None:
    """`True` or `False` when that very constant is returned."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, bool) else None


def _returned(handlers: list[ast.ExceptHandler]) -> str:
    """What the first handler that returns gives back: `return True`, also as the first of several values."""
    for handler in handlers:
        for statement in handler.body:
            if isinstance(statement, ast.Return):
                value = statement.value
                first = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
                return "return" if _truth(first) is None else f"return {_truth(first)}"
    return ""


def _is_main_guard(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and isinstance(test.ops[0], ast.Eq)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value == "__main__"
    )


def is_filler(node: ast.stmt) -> bool:
    """Whether it does nothing: `pass`, `...`, a docstring."""
    kind = node.__class__
    return kind is ast.Pass or (kind is ast.Expr and node.value.__class__ is ast.Constant)  # type: ignore[attr-defined]
