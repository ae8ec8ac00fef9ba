"""The expressions of a Python module: calls with what they stand in, and constants worth keeping."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from typing import Any, TypeAlias

from rung.assess.parse.python_dead import live_parts
from rung.assess.parse.python_facts import (
    CONDITIONAL,
    DECORATES,
    LOOPED,
    OFF,
    SWALLOWED,
    USED,
    Call,
    Keys,
    Name,
    Stop,
    Value,
)
from rung.assess.parse.python_names import LONGEST_STRING, MOST_ITEMS, Names, format_string, result
from rung.assess.parse.python_tree import children
from rung.assess.regex import regex

EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit", "typer.Exit", "click.Abort"})
LOOKS = frozenset({"print", "repr", "str", "type", "id", "len", "hash", "dir", "vars", "help", "bool"})
"""Functions that look at a function they are given, and do not call it."""
_SQL = regex(r"\s*(select|insert|with|create|merge|update|delete)\b", re.IGNORECASE)
_EXPOSITION = ("# TYPE ", "# HELP ")
"""How text begins that a scraper of metrics reads."""
_OPERATORS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip
_NUMBERS: frozenset[type] = frozenset({int, float})
_LEAVES = frozenset({ast.Name, ast.Constant})
_CHOICES = frozenset({ast.IfExp, ast.BoolOp})
_DISPLAYS = frozenset({ast.JoinedStr, ast.Dict, ast.List, ast.Tuple})
_COMPREHENSIONS = frozenset({ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp})


Condition: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], tuple[float, ...]]
"""Names with string constants, comparison operators, and numbers."""


class Expressions(Names):
    """Reads expressions into the module's facts."""

    def expression(self, node: Any, flags: int) -> Call | None:
        """Read an expression and everything in it; return the call when it *is* one."""
        if node.__class__ is ast.Await:
            node = node.value
        if node.__class__ is ast.Call:
            return self.call(node, flags)
        self._children(node, flags | USED)
        return None

    def _children(self, node: Any, flags: int) -> None:
        kind = node.__class__
        if kind in _LEAVES:
            self._leaf(node)
            return
        if kind is ast.Attribute:
            below: list[Any] = [node.value]
            if below[0].__class__ is ast.Name:
                return
        elif kind in _CHOICES:
            self._choice(node, flags)
            return
        else:
            below = children(node)
            if kind in _DISPLAYS:
                self._display(node)
            elif kind in _COMPREHENSIONS:
                flags |= LOOPED
        for child in below:
            kind = child.__class__
            if kind is ast.Call:
                self.call(child, flags)
            elif kind in _LEAVES:
                self._leaf(child)
            else:
                self._children(child, flags)

    def _leaf(self, node: Any) -> None:
        """A name or a constant; a table that is named is used: here, or in another module, as its capitals tell."""
        if node.__class__ is ast.Name:
            name, out = node.id, self.out
            if (name in out.tables or (name.isupper() and name in out.imports)) and not self.flags & OFF:
                out.references.add((self.scope, name))
        elif node.value.__class__ is str:
            self._keep_string(node.value, node.lineno)

    def _display(self, node: Any) -> None:
        """What is said by an f-string, and by dicts, lists and tuples as such."""
        if node.__class__ is ast.JoinedStr:
            self._keep_string(format_string(node), node.lineno)
        elif node.__class__ is ast.Dict:
            self._dict(node)
            self._named(node.values)
        else:
            self._named(node.elts)

    def _choice(self, node: ast.IfExp | ast.BoolOp, flags: int) -> None:
        """`a if b else c`, `a and b`: without the parts that are never asked for."""
        if node.__class__ is ast.IfExp:
            flags |= CONDITIONAL
        for child in live_parts(node):
            if child.__class__ is ast.Call:
                self.call(child, flags)
            else:
                self._children(child, flags)

    def _named(self, values: list[ast.expr]) -> None:
        """Names in a display: whoever takes them out may call them."""
        if self.flags & OFF:
            return
        for value in values:
            if value.__class__ is ast.Name or value.__class__ is ast.Attribute:
                self.out.references.add((self.table or self.scope, self.dotted(value)))
                if self.table:
                    self.out.tables.add(self.table)

    def call(self, node: ast.Call, flags: int) -> Call:
        """Keep a call, and read what is inside it."""
        name = self.dotted(node.func)
        call = Call(name, node.lineno, self.scope, flags=flags | self.flags)
        self.out.calls.append(call)
        inner = flags & ~DECORATES | USED
        if node.func.__class__ is not ast.Name:
            self._children(node.func, inner)
        if node.args:
            read = self._argument if name not in LOOKS else self._looked_at
            call.args = tuple([read(each, inner) for each in node.args[:MOST_ITEMS]])
        for keyword in node.keywords:
            call.kwargs[keyword.arg or "**"] = self._argument(keyword.value, inner)
        if name in EXITS and not (call.args and call.args[0] in (0, None)):
            self.stop("exit", node.lineno, name, self.conditions)
        return call

    def _looked_at(self, node: Any, flags: int) -> Value:
        """An argument that nobody calls."""
        if node.__class__ is ast.Call:
            return self._argument(node, flags)
        self._children(node, flags)
        return self.value(node)

    def _argument(self, node: Any, flags: int) -> Value:
        kind = node.__class__
        if kind is ast.Call:
            made = self.call(node, flags)
            return result(made.name, made.args)
        if kind in _LEAVES:
            self._leaf(node)
        else:
            self._children(node, flags)
        value = self.value(node)
        if value.__class__ is Name and not self.flags & OFF:
            self.out.references.add((self.scope, value.dotted))
        return value

    def _keep_string(self, text: str, line: int) -> None:
        if "\n" in text or len(text) > LONGEST_STRING:
            if _SQL.match(text) or text.startswith(_EXPOSITION):
                self.out.strings.append((text[:LONGEST_STRING], line))
        elif "/" in text or "." in text or ":" in text or text.startswith(_EXPOSITION):
            self.out.strings.append((text, line))

    def _dict(self, node: ast.Dict) -> None:
        names = tuple(key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
        if len(names) >= 2:
            self.out.dicts.append(Keys(node.lineno, self.scope, names[:MOST_ITEMS]))

    def condition(self, test: ast.expr) -> Condition:
        """What a condition speaks of; kept, because whatever stands below asks for it again."""
        known = self.told.get(test)
        if known is None:
            known = self.told[test] = (*condition(test), numbers(test))
        return known

    def stop(self, kind: str, line: int, what: str, tests: list[ast.expr]) -> None:
        """Keep a place where the program refuses to go on, with the innermost conditions around it."""
        if self.flags & OFF:
            return
        names: list[str] = []
        values: list[float] = []
        compares = False
        for test in tests[-3:]:
            found, ops, told = self.condition(test)
            names += found
            values += told
            compares = compares or bool(ops)
        swallowed = bool(self.flags & SWALLOWED)
        exists = kind == "assert" and all(map(_only_exists, tests))
        stop = Stop(
            kind, line, self.scope, what, tuple(dict.fromkeys(names)), compares, swallowed, tuple(values), exists
        )
        self.out.stops.append(stop)


def _only_exists(test: ast.expr) -> bool:
    """`x is not None`, `callable(x)`, `hasattr(x, "y")`, and several of these together."""
    if isinstance(test, ast.BoolOp):
        return all(map(_only_exists, test.values))
    if isinstance(test, ast.Call):
        return isinstance(test.func, ast.Name) and test.func.id in ("callable", "hasattr")
    if not isinstance(test, ast.Compare):
        return False
    last = test.comparators[-1]
    return isinstance(test.ops[-1], ast.IsNot) and isinstance(last, ast.Constant) and last.value is None


def condition(test: ast.expr) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names, string constants and comparison operators of a condition, in order."""
    names: list[str] = []
    ops: list[str] = []
    stack: list[Any] = [test]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is ast.Name:
            names.append(node.id)
        elif kind is ast.Attribute:
            names.append(node.attr)
            stack.append(node.value)
        elif kind is ast.Constant:
            if node.value.__class__ is str and len(node.value) < 60:
                names.append(node.value)
        else:
            if kind is ast.Compare:
                ops += [_OPERATORS[op.__class__] for op in node.ops]
            stack += reversed(children(node))
    return tuple(names), tuple(ops)


def numbers(test: ast.expr) -> tuple[float, ...]:
    """Numbers written in an expression, subscripts left out."""
    found: list[float] = []
    stack: list[Any] = [test]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is ast.Attribute or kind is ast.Subscript:
            stack.append(node.value)
        elif kind is ast.Constant:
            if type(node.value) in _NUMBERS:
                with suppress(OverflowError):  # an integer of four hundred digits is no threshold
                    found.append(float(node.value))
        elif kind is not ast.Name:
            stack += children(node)
    return tuple(found)
