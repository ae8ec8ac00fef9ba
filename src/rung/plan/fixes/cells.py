"""The cells of a notebook as functions: what each reads from those above it, and what those below read of it."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator, Sequence

from msgspec import Struct

from rung.plan.fixes.constants import constants, set_once

_KNOWN = frozenset({*dir(builtins), "get_ipython", "display", "__name__", "__file__"})
_SHOWS = frozenset({"head", "tail", "describe", "info", "sample", "display", "show", "plot", "hist", "value_counts"})


class Step(Struct, frozen=True):
    """One cell that does something."""

    number: int
    """Among the code cells, from 1."""
    body: list[str]
    """Its lines, without what the module holds at its top."""
    reads: list[str]
    """Variables that cells above set."""
    gives: list[str]
    """Variables that it sets and cells below read."""


class Cut(Struct, frozen=True):
    """A notebook, cut into what a module consists of."""

    imports: list[str]
    constants: list[str]
    definitions: list[str]
    steps: list[Step]


class _Cell(Struct):
    number: int
    source: str
    body: list[ast.stmt]
    stored: set[str] = set()
    read: set[str] = set()


def cut(cells: Sequence[tuple[str, ast.Module]]) -> Cut:
    """Imports, values and functions at the top; every other statement in the function of its cell.

    Raises
    ------
    ValueError
        A cell reads what no cell above it sets; the message says which.
    """
    modules = [module for _, module in cells]
    once = set_once(modules)
    top: set[str] = set()
    imports: dict[str, None] = {}
    values: list[str] = []
    definitions: list[str] = []
    rest: list[_Cell] = []
    for number, (source, module) in enumerate(cells, start=1):
        fixed = constants(module).keys() & once
        cell = _Cell(number, source, [])
        for node in module.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                imports[ast.unparse(node)] = None
                top |= {(each.asname or each.name).partition(".")[0] for each in node.names}
            elif isinstance(node, ast.Assign) and _name(node) in fixed:
                values.append(ast.unparse(node))
                top.add(_name(node))
            elif isinstance(node, ast.FunctionDef | ast.ClassDef) and _names(node)[1] <= top | _KNOWN | {node.name}:
                definitions.append(_text(source, [node]))
                top.add(node.name)
            elif not _only_shows(node):
                cell.body.append(node)
        if cell.body:
            rest.append(cell)
    return Cut(list(imports), values, definitions, list(_steps(rest, top)))


def _steps(cells: Sequence[_Cell], top: set[str]) -> Iterator[Step]:
    for cell in cells:
        cell.stored, cell.read = _names(*cell.body)
    for place, cell in enumerate(cells):
        above = {name for each in cells[:place] for name in each.stored}
        lost = cell.read - above - cell.stored - top - _KNOWN
        if lost:
            raise ValueError(f"cell {cell.number} reads {min(lost)}, which no cell above it sets")
        below = {name for each in cells[place + 1 :] for name in each.read}
        gives = sorted(cell.stored & below)
        # What a branch or a loop may set, and may not, comes in as it was.
        kept = {name for name in gives if name in above and name not in _always(cell.body)}
        reads = [each for each in sorted((cell.read & above) | kept) if each not in top or each in cell.stored]
        yield Step(cell.number, _text(cell.source, cell.body).splitlines(), reads, gives)


def _always(body: Sequence[ast.stmt]) -> set[str]:
    """Names that the statements set whatever happens."""
    return {
        each.id
        for node in body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }


def _names(*body: ast.stmt) -> tuple[set[str], set[str]]:
    """Names that the statements set where they stand, and names that they or functions in them read from there."""
    table = symtable.symtable(ast.unparse(ast.Module(list(body), [])), "cell", "exec")
    stored = {each.get_name() for each in table.get_symbols() if each.is_assigned() or each.is_imported()}
    read = {each.get_name() for each in table.get_symbols() if each.is_referenced()}
    changed = {
        each.target.id
        for node in body
        for each in ast.walk(node)
        if isinstance(each, ast.AugAssign) and isinstance(each.target, ast.Name) and each.target.id in stored
    }
    return stored, read | changed | set(_from_inside(table))


def _from_inside(table: symtable.SymbolTable) -> Iterator[str]:
    for child in table.get_children():
        yield from (each.get_name() for each in child.get_symbols() if each.is_global() and each.is_referenced())
        yield from _from_inside(child)


def _name(node: ast.Assign) -> str:
    target = node.targets[0]
    return target.id if isinstance(target, ast.Name) else ""


def _only_shows(node: ast.stmt) -> bool:
    """An expression that a notebook prints, and a module would compute for nobody."""
    if not isinstance(node, ast.Expr):
        return False
    if not isinstance(node.value, ast.Call):
        return True
    called = node.value.func
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in _SHOWS


def _text(source: str, body: Sequence[ast.stmt]) -> str:
    """The statements as they were written, with the comments above each; rewritten where lines cannot be cut."""
    lines = source.splitlines()
    starts = [min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]) for node in body]
    ends = [node.end_lineno or node.lineno for node in body]
    overlap = any(later <= earlier for later, earlier in zip(starts[1:], ends, strict=False))
    alone = all(_alone(lines, start, end, node) for start, end, node in zip(starts, ends, body, strict=True))
    long_text = any(
        isinstance(each, ast.Constant | ast.JoinedStr) and (each.end_lineno or each.lineno) > each.lineno
        for node in body
        for each in ast.walk(node)
    )
    if overlap or long_text or not alone:
        return ast.unparse(ast.Module(list(body), []))
    taken: list[str] = []
    for start, end in zip(starts, ends, strict=True):
        first = start
        while first > 1 and lines[first - 2].lstrip().startswith("#"):
            first -= 1
        taken += lines[first - 1 : end]
    return "\n".join(taken)


def _alone(lines: Sequence[str], start: int, end: int, node: ast.stmt) -> bool:
    """No other statement stands on its lines."""
    behind = lines[end - 1].encode()[node.end_col_offset or 0 :].decode("utf-8", "replace").strip()
    return not lines[start - 1][: node.col_offset].strip(" \t@") and (not behind or behind.startswith("#"))
