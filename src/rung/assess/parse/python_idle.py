"""Functions that do nothing, whatever their names promise: they give back a constant, or only say something."""

from __future__ import annotations

import ast
import re

from rung.assess.regex import regex

_SAYS = regex(
    r"(^|\.)(print|echo|secho|sleep)$|(^|[._])log(ger|ging)?\.(debug|info|warning|warn|error|exception|success)$", re.I
)


def is_idle(body: list[ast.stmt]) -> bool:
    """Whether every statement is a constant given back or kept, a message, or the word that it is not written yet."""
    return all(map(_does_nothing, body))


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Return):
        return statement.value is None or _is_constant(statement.value)
    if isinstance(statement, ast.Assign):
        return _is_constant(statement.value)
    if isinstance(statement, ast.Expr):
        return _is_constant(statement.value) or _is_message(statement.value)
    if isinstance(statement, ast.Raise):
        raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return isinstance(statement, ast.Pass)


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return all(map(_is_constant, node.elts))
    if isinstance(node, ast.Dict):
        return all(map(_is_constant, node.values))
    if isinstance(node, ast.UnaryOp):
        return _is_constant(node.operand)
    return isinstance(node, ast.Constant)


def _is_message(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, (ast.Name, ast.Attribute)):
        return False
    calls = any(isinstance(each, ast.Call) for given in (*node.args, *node.keywords) for each in ast.walk(given))
    return bool(_SAYS.search(ast.unparse(node.func))) and not calls
