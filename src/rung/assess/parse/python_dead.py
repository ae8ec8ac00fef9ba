"""What can never run in a Python module: what stands behind a statement that leaves, arms of constant conditions."""

from __future__ import annotations

import ast
import operator
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rung.assess.parse.python_tree import children
from rung.assess.regex import regex

GOES_ON = 0
"""What follows may run."""
RAISES = 1
"""An exception leaves; whoever calls the function may catch it. `sys.exit()` is one."""
LEAVES = 2
"""The block is left for good: `return`, `break`, `continue`, or a loop that never ends."""
ENDS_SCRIPT = 4
"""The main guard leaves: of what follows only the definitions matter, to who imports the module."""

EXCEPTIONS_AS_CALLS = frozenset({
    "sys.exit", "exit", "quit", "os._exit", "os.abort", "pytest.skip", "pytest.fail", "pytest.exit", "pytest.xfail",
})  # fmt: skip
"""Calls that never come back."""
_PASS_ON = frozenset({"open", "contextlib.nullcontext", "contextlib.closing", "mlflow.start_run"})
"""Context managers that let every exception through; others may swallow it."""
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Is: operator.eq, ast.IsNot: operator.ne,
}  # fmt: skip
_LIVE_NAMES = frozenset({"__main__", "__mp_main__", "builtins", "__live__", "<run_path>"})
"""What `__name__` may be besides the name of the module."""
_BINDS = (
    ast.arg, ast.Global, ast.Nonlocal, ast.alias, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
    ast.ExceptHandler, ast.MatchAs,
)  # fmt: skip
_ASSIGNED = regex(r"^[ \t]*([A-Za-z_]\w*)[ \t]*(?::[^=\n]*|[-+*/|&^%@<>]{0,3})=(?!=)", re.M)
_OPEN = frozenset({ast.Name, ast.Attribute, ast.Subscript})
_SIZED = (ast.List, ast.Tuple, ast.Set)
_COLLECTIONS = (*_SIZED, ast.Dict)
Fixed = Callable[[str], object]
_MAKES = frozenset({"bool", "int", "len", "range", "any", "all", "list", "tuple", "set", "dict", "str"})
UNKNOWN = object()
"""The value of what is not a constant."""


def truth(test: ast.expr, dotted: str = "", fixed: Fixed | None = None) -> bool | None:
    """Whether a condition always or never holds; `None` when that is not written in the source.

    `dotted` is the name of the module; `fixed` gives the value of a name that stands for a constant, else `UNKNOWN`.
    """
    ask = _TRUTHS.get(test.__class__)
    return None if ask is None else ask(test, dotted, fixed)


def _name(test: ast.Name, dotted: str, fixed: Fixed | None) -> bool | None:
    if fixed is not None:
        value = fixed(test.id)
        return None if value is UNKNOWN else bool(value)
    return False if test.id == "TYPE_CHECKING" else None


def _attribute(test: ast.Attribute, dotted: str, fixed: Fixed | None) -> bool | None:
    return False if test.attr == "TYPE_CHECKING" else None


def _unary(test: ast.UnaryOp, dotted: str, fixed: Fixed | None) -> bool | None:
    if test.op.__class__ is not ast.Not:
        return _constant(test, dotted, fixed)
    inner = truth(test.operand, dotted, fixed)
    return None if inner is None else not inner


def _joined(test: ast.BoolOp, dotted: str, fixed: Fixed | None) -> bool | None:
    decides = test.op.__class__ is ast.Or
    sure = True
    for each in test.values:
        known = truth(each, dotted, fixed)
        if known is decides:
            return decides
        sure = sure and known is not None
    return not decides if sure else None


def _compared(test: ast.Compare, dotted: str, fixed: Fixed | None) -> bool | None:
    left, right = test.left, test.comparators[0]
    if left.__class__ in _OPEN and (left.__class__ is not ast.Name or left.id != "__name__"):
        return None  # by far the most
    if len(test.ops) != 1:
        return None
    for one, other in ((left, right), (right, left)):
        if isinstance(one, ast.Name) and one.id == "__name__" and isinstance(other, ast.Constant):
            return _own_name(other.value, test.ops[0], dotted)
    if left.__class__ in _COLLECTIONS or right.__class__ in _COLLECTIONS:
        return None  # of a collection only its being empty is known, and not what it equals
    compare = _COMPARE.get(test.ops[0].__class__)
    first, second = _value(left), _value(right)
    if compare is None or first is UNKNOWN or second is UNKNOWN:
        return None
    try:
        return bool(compare(first, second))
    except TypeError:
        return False


def _walrus(test: ast.NamedExpr, dotted: str, fixed: Fixed | None) -> bool | None:
    return truth(test.value, dotted, fixed)


def _constant(test: ast.expr, dotted: str, fixed: Fixed | None) -> bool | None:
    value = _value(test)
    return None if value is UNKNOWN else bool(value)


def _made(test: ast.Call, dotted: str, fixed: Fixed | None) -> bool | None:
    if test.func.__class__ is not ast.Name:
        return None
    value = _called(test)
    return None if value is UNKNOWN else bool(value)


_TRUTHS: dict[type[ast.AST], Callable[[Any, str, Fixed | None], bool | None]] = {
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.UnaryOp: _unary,
    ast.BoolOp: _joined,
    ast.Compare: _compared,
    ast.NamedExpr: _walrus,
    ast.Call: _made,
    **dict.fromkeys((ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict), _constant),
}


def _own_name(value: object, op: ast.cmpop, dotted: str) -> bool | None:
    """Whether a module can be called so at all."""
    possible = (
        value in _LIVE_NAMES
        or not dotted
        or f".{dotted}.".endswith(f".{value}.")
        or f".{value}.".endswith(f".{dotted}.")
    )
    if possible or not isinstance(op, (ast.Eq, ast.NotEq)):
        return None
    return isinstance(op, ast.NotEq)


def _value(node: ast.expr) -> object:
    """The value of an expression that is made of constants only."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, _SIZED):
        return any(not isinstance(each, ast.Starred) for each in node.elts) if node.elts else ()
    if isinstance(node, ast.Dict):
        return bool(node.keys) if None not in node.keys else UNKNOWN
    if isinstance(node, ast.Call):
        return _called(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand)
        return -inner if isinstance(inner, (int, float)) else UNKNOWN
    return UNKNOWN


def _called(node: ast.Call) -> object:
    """`bool(0)`, `len([])`, `range(0)`."""
    if node.func.__class__ is not ast.Name or node.func.id not in _MAKES or node.keywords:
        return UNKNOWN
    name = node.func.id
    if not node.args:
        return False
    if len(node.args) != 1:
        return UNKNOWN
    value = _value(node.args[0])
    if value == () and name != "all":
        return False
    return value if name in ("bool", "int", "range") and isinstance(value, (bool, int)) else UNKNOWN


def is_empty(node: ast.expr) -> bool:
    """Whether a loop over it has no round."""
    if node.__class__ in _OPEN:
        return False
    value = _value(node)
    return value is not UNKNOWN and not value


def live_parts(node: ast.IfExp | ast.BoolOp) -> list[ast.expr]:
    """The parts of a choice that can be asked for: not `f()` of `False and f()`, or of `f() if 0 else 1`."""
    if isinstance(node, ast.IfExp):
        known = truth(node.test)
        if known is None:
            return [node.test, node.body, node.orelse]
        return [node.test, node.body if known else node.orelse]
    decides = node.op.__class__ is ast.Or
    for at, value in enumerate(node.values):
        ask = _TRUTHS.get(value.__class__)
        if ask is not None and ask(value, "", None) is decides:
            return node.values[: at + 1]
    return node.values


def passes_on(managers: Iterable[str]) -> bool:
    """Whether these context managers let every exception through."""
    return all(name in _PASS_ON for name in managers)


def calls_something(statements: Iterable[ast.stmt]) -> int:
    """Line of the first statement that calls something; 0 when there is none."""
    for statement in statements:
        if any(node.__class__ is ast.Call for node in ast.walk(statement)):
            return statement.lineno
    return 0


def switches(tree: ast.Module) -> dict[str, object]:
    """Names that the module sets to on, off or nothing at its top."""
    return {
        each.targets[0].id: each.value.value
        for each in tree.body
        if isinstance(each, ast.Assign)
        and isinstance(each.targets[0], ast.Name)
        and isinstance(each.value, ast.Constant)
        and (each.value.value is None or each.value.value in (0, 1))
    }


_TURNED = regex(r"\bimport[ \t]+\*|\b(?:setattr|globals|vars|exec)\(")


def bound_once(tree: ast.Module, source: str, names: Mapping[str, object]) -> dict[str, object]:
    """Those of the names that nothing else in the module binds: switches that nobody turns."""
    assigned = Counter(match.group(1) for match in _ASSIGNED.finditer(source))
    names = {name: value for name, value in names.items() if assigned[name] == 1}
    if names and _TURNED.search(source):
        return {}  # somebody else may turn them: settings that are taken in whole, names that are set as text
    if not names:
        return {}  # most of the time, and without going through the tree
    count = dict.fromkeys(names, 0)

    def bind(name: str, times: int = 2) -> None:
        if name in count:
            count[name] += times

    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if node.__class__ is ast.Name:
            if node.ctx.__class__ is not ast.Load:
                bind(node.id, 1)
            continue
        stack += children(node)
        if node.__class__ not in _BINDS:
            pass
        elif isinstance(node, ast.arg):
            bind(node.arg)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            for name in node.names:
                bind(name)
        elif isinstance(node, ast.alias):
            bind((node.asname or node.name).partition(".")[0])
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bind(node.name)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs)):
            bind(node.name or "")
    return {name: value for name, value in names.items() if count[name] == 1}


def replaced(body: list[ast.stmt]) -> set[int]:
    """Places of functions in a block that a later statement of it binds anew before anybody could call them.

    The last definition wins in Python. Between the two only further definitions may stand: anything else may call the
    first. What is decorated (`@overload`, `@x.register`) or wraps what was there (`main = traced(main)`) keeps it.
    """
    waiting: dict[str, int] = {}
    found: set[int] = set()
    for place, each in enumerate(body):
        name = _binds(each)
        if name in waiting:
            found.add(waiting.pop(name))
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if not each.decorator_list:
                waiting[each.name] = place
        elif not isinstance(each, (ast.Import, ast.ImportFrom, ast.Assign)) or name is None:
            waiting.clear()
    return found


def _binds(node: ast.stmt) -> str | None:
    """The name that a plain definition, or an assignment of another plain name, binds."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None if node.decorator_list else node.name
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        plain = isinstance(node.value, (ast.Constant, ast.Lambda)) or (
            isinstance(node.value, ast.Name) and node.value.id != node.targets[0].id
        )
        return node.targets[0].id if plain else None
    return "" if isinstance(node, (ast.Import, ast.ImportFrom)) else None
