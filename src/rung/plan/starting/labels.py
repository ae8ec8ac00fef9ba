"""Which column the code treats as the label: the one that it takes out of the table for `y`, or drops for `X`."""

from __future__ import annotations

import ast

from rung.assess.parse import notebook
from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex
from rung.assess.tree import Tree
from rung.errors import UnreadableError
from rung.plan.starting.proposal import Guess

_NOT_LABELS = regex(r".*pred.*|.*hat.*|.*prob.*")
_LABELLED = regex(r"(?:(?:train|test)_)?(?:y|Y|target|targets|label|labels)(?:_\w+)?")
_FEATURES = regex(r"(?:(?:train|test)_)?(?:X|x|features|inputs)(?:_(?:train|test|all|full|val))?")
_TARGET = regex(r"(?:TARGET|LABEL)(?:_COL(?:UMN)?|_NAME)?|(?:target|label)(?:_col(?:umn)?|_name)")
_LARGEST = 2_000_000


class Labels:
    """Columns that may be the label, by module; each is looked through once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._seen: dict[str, list[Guess]] = {}

    def of(self, module: Module) -> list[Guess]:
        """The surest first."""
        if module.path not in self._seen:
            self._seen[module.path] = _labels_in(self._tree, module)
        return self._seen[module.path]


def _labels_in(tree: Tree, module: Module) -> list[Guess]:
    text, starts = _source(tree, module)
    try:
        parsed = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    sure: list[Guess] = []
    perhaps: list[Guess] = []
    for node in ast.walk(parsed):
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        target = node.targets[0]
        where = _where(module, node.lineno, starts)
        for name, value in _pairs(target, node.value):
            if _LABELLED.fullmatch(name) and not _NOT_LABELS.fullmatch(name) and (column := _column(value)):
                sure.append(Guess(column, f"{where} takes it for {name}"))
            elif _TARGET.fullmatch(name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                sure.append(Guess(value.value, f"{where} names it"))
            elif _FEATURES.fullmatch(name):
                dropped = _dropped(value)
                perhaps += [Guess(dropped[0], f"{where} drops it from {name}")] if len(dropped) == 1 else []
    return [*sure, *perhaps]


def _source(tree: Tree, module: Module) -> tuple[str, tuple[int, ...]]:
    """The code, and the first lines of its cells."""
    if not module.notebook:
        return tree.text(module.path) or "", ()
    content = tree.read(module.path, 50 * _LARGEST)
    if content is None:
        return "", ()
    try:
        source = notebook.to_python(notebook.read(content))
    except UnreadableError:
        return "", ()
    return source.text, source.cell_lines


def _where(module: Module, line: int, starts: tuple[int, ...]) -> str:
    if not starts:
        return f"{module.path}:{line}"
    return f"{module.path} cell {max(1, sum(1 for each in starts if each <= line))}"


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr]]:
    """`X, y = a, b` as two assignments."""
    if isinstance(target, ast.Name):
        return [(target.id, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        both = zip(target.elts, value.elts, strict=True)
        return [(name.id, each) for name, each in both if isinstance(name, ast.Name)]
    return []


def _column(value: ast.expr) -> str | None:
    """The one column that an expression takes out of a table: `df["left"].astype(int)`, `df.pop("left")`."""
    for _ in range(10):
        if isinstance(value, ast.Subscript):
            return _text(value.slice)
        if isinstance(value, ast.Call):
            if isinstance(value.func, ast.Attribute) and value.func.attr in ("pop", "select", "get_column"):
                return _text(value.args[0]) if value.args else None
            inner = value.func.value if isinstance(value.func, ast.Attribute) else None
            # `np.log1p(df["price"])` and `df["price"].to_numpy()`.
            packed = value.args[0] if value.args and isinstance(inner, ast.Name) else inner
            if packed is None:
                return None
            value = packed
        elif isinstance(value, ast.Attribute):
            if isinstance(value.value, ast.Name):
                return value.attr if value.attr not in ("values", "T", "loc", "iloc") else None
            value = value.value
        elif isinstance(value, ast.Compare):
            value = value.left
        else:
            return None
    return None


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.List) and len(node.elts) == 1:
        node = node.elts[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _dropped(value: ast.expr) -> list[str]:
    """Columns that `df.drop(…)` leaves out."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "drop"):
        return []
    named = next((each.value for each in value.keywords if each.arg in ("columns", "labels")), None)
    node = named or (value.args[0] if value.args else None)
    items = node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node] if node else []
    return [each.value for each in items if isinstance(each, ast.Constant) and isinstance(each.value, str)]
