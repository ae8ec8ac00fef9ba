"""What a name in a Python module means, as far as the module itself tells."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import EllipsisType
from typing import Any

from rung.assess.parse.python_facts import Call, Items, Module, Name, Opaque, Value

LONGEST_STRING = 200
_LONGEST_NAME = 160
_LONGEST_CHAIN = 12
MOST_ITEMS = 60
_HUGE = 2**63
"""What does not fit into 64 bits is no setting."""
_ENVIRONMENT = "os.environ"
_ITEMS = frozenset({ast.List, ast.Tuple, ast.Set})
_LOOK_UPS = frozenset({"os.getenv", "os.environ.get"})


class Names:
    """The context of a walk, and the resolving of names in it."""

    def __init__(self, module: Module) -> None:
        self.out = module
        self.scope = ""
        self.flags = 0
        self.conditions: list[ast.expr] = []
        self.types: list[dict[str, str]] = [{}]
        self.fields: dict[str, str] = {}
        self.work = 0
        self.otherwise = ""
        self.broke = False
        """The loop that is being read has a `break` that can run."""
        self.returned = False
        """The function that is being read has a `return` that can run."""
        self.lived = 0
        """How many statements of the block that was read last can run."""
        self.never_back: set[str] = set()
        """Functions of this module that always raise or exit."""
        self.switches: Mapping[str, object] | None = None
        """Names bound to a constant, looked for when a condition asks; only those bound once, when `checked`."""
        self.checked = False
        self.source = ""
        self.tree = ast.Module([], [])
        self.told: dict[ast.expr, tuple[tuple[str, ...], tuple[str, ...], tuple[float, ...]]] = {}
        """What the conditions speak of that were met so far."""
        self.table = ""
        """Name of the module-level list or dict that is being read."""

    def dotted(self, node: Any, *, resolve: bool = True) -> str:
        """Give the dotted name of an expression, resolved; see `Call.name`."""
        rest, links = "", 0
        kind: type[ast.AST] = node.__class__
        while kind is not ast.Name and links <= _LONGEST_CHAIN:
            if kind is ast.Attribute:
                rest = f".{node.attr}{rest}"
                node, links = node.value, links + 1
            elif kind is ast.Call:
                rest = f"(){rest}"
                node, links = node.func, links + 1
            elif kind is ast.Subscript or kind is ast.Await:
                node = node.value
            else:
                break
            kind = node.__class__
        head = "?"
        if kind is ast.Name:
            head = node.id
        elif kind is ast.Constant and node.value.__class__ is str:
            head = "str()"
        name = self._resolve(head, rest) if resolve else head + rest
        return name[:_LONGEST_NAME]

    def _resolve(self, head: str, rest: str) -> str:
        if head == "self" and rest:
            return self._resolve_self(rest)
        for known in reversed(self.types):
            if kind := known.get(head):
                return kind + rest
        module = self.out
        imported = module.imports.get(head)
        if imported is not None:
            return imported + rest
        if rest and rest[0] == "." and head not in module.classes and head not in module.functions and head != "cls":
            return f"?{head}{rest}" if head != "?" else f"?{rest}"
        return head + rest

    def _resolve_self(self, rest: str) -> str:
        first, dot, more = rest[1:].partition(".")
        kind = self.fields.get(first.removesuffix("()"))
        return f"{kind}.{more}" if kind and dot else "self" + rest

    def annotation(self, node: ast.expr | None) -> str:
        """The dotted type of an annotation; the first real one of a union or `Optional`; empty when not told."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value if node.value.replace(".", "").isidentifier() else ""
        if isinstance(node, ast.BinOp):
            return self.annotation(node.left)
        if isinstance(node, ast.Subscript) and self.dotted(node.value).endswith("Optional"):
            return self.annotation(node.slice)
        name = self.dotted(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
        return "" if name.startswith("?") else name

    def value(self, node: Any) -> Value:
        """What is known of an expression without running it."""
        kind = node.__class__
        if kind is ast.Constant:
            return _constant(node.value)
        if kind is ast.Name or kind is ast.Attribute:
            return Name(self.dotted(node))
        if kind is ast.Subscript:
            return self._item(node)
        if kind is ast.Call:
            name = self.dotted(node.func)
            return result(name, tuple(map(self.value, node.args[:1])) if name in _LOOK_UPS else ())
        if kind in _ITEMS:
            return Items(tuple(map(self.value, node.elts[:MOST_ITEMS])))
        if kind is ast.JoinedStr:
            return format_string(node)
        return self._composed(node)

    def _item(self, node: ast.Subscript) -> Name:
        """An item goes by the name of what holds it; one of the environment by its key too."""
        name, key = self.dotted(node), node.slice
        if name == _ENVIRONMENT and isinstance(key, ast.Constant) and isinstance(key.value, str):
            return variable(key.value)
        return Name(name)

    def made_by(self, node: ast.expr | None, call: Call | None) -> str:
        """What a bound name stands for: `mlflow.MlflowClient()`, `os.environ.TOKEN`; empty when not told."""
        if call is not None:
            value = result(call.name, call.args)
            return value.dotted if isinstance(value, Name) else f"{call.name}()"
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            name = self._item(node).dotted
            return name if name.startswith(f"{_ENVIRONMENT}.") else ""
        return ""

    def _composed(self, node: ast.expr) -> Value:
        """A sum, a negative number, a dict, or something nothing is known of."""
        if isinstance(node, ast.BinOp):
            return self._sum(node)
        if isinstance(node, ast.Dict):
            return Opaque("{}")
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            number = node.operand.value
            return -number if isinstance(number, (int, float)) else Opaque()
        return Opaque()

    def _sum(self, node: ast.BinOp) -> Value:
        """`"models:/" + name` reads `models:/{}`; `ROOT / "data"` reads `{}/data`."""
        if not isinstance(node.op, (ast.Add, ast.Div, ast.Mod)):
            return Opaque()
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(node.op, ast.Mod):
            return left if isinstance(left, str) else Opaque()
        if not isinstance(left, str) and not isinstance(right, str):
            return Opaque()
        joint = "/" if isinstance(node.op, ast.Div) else ""
        return (left if isinstance(left, str) else "{}") + joint + (right if isinstance(right, str) else "{}")


def result(name: str, args: tuple[Value, ...]) -> Name | Opaque:
    """What a call gives: a variable of the environment by its key, and of other calls only who made it."""
    if name in _LOOK_UPS and args and isinstance(args[0], str):
        return variable(args[0])
    return Opaque(name)


def variable(key: str) -> Name:
    """A variable of the environment: `os.environ.TOKEN`."""
    return Name(f"{_ENVIRONMENT}.{key}"[:_LONGEST_NAME])


def format_string(node: ast.JoinedStr) -> str:
    """An f-string with its expressions shown as `{}`."""
    parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
    return "".join(parts)[:LONGEST_STRING]


def _constant(value: Value | bytes | complex | EllipsisType) -> Value:
    """A constant as it is kept: long strings cut; bytes, huge numbers and the like forgotten."""
    if isinstance(value, str):
        return value[:LONGEST_STRING]
    if isinstance(value, int):
        return value if -_HUGE < value < _HUGE else Opaque()
    return value if value is None or isinstance(value, float) else Opaque()
