"""What the checks of every kind of plug-in share."""

from __future__ import annotations

import ast
import inspect
import re
import sys

KEBAB = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")

IMPURE = frozenset(
    (
        "aiohttp",
        "asyncio",
        "ctypes",
        "git",
        "glob",
        "http",
        "httpx",
        "importlib",
        "io",
        "multiprocessing",
        "os",
        "pathlib",
        "pygit2",
        "random",
        "requests",
        "shutil",
        "socket",
        "sqlalchemy",
        "sqlite3",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib",
        "urllib3",
    )
)
"""Modules that reach outside: files, processes, network, clocks, chance."""

IMPURE_CALLS = frozenset({"open", "exec", "eval", "compile", "__import__", "input", "print"})


def rule(holds: object, plugin: type, sentence: str) -> None:
    """Fail with the plug-in's name and the rule it breaks."""
    if not holds:
        raise AssertionError(f"{plugin.__module__}.{plugin.__qualname__}: {sentence}")


def check_documented(plugin: type) -> None:
    """It has a docstring of its own, and so has its module."""
    rule(plugin.__dict__.get("__doc__"), plugin, "has no docstring")
    rule(sys.modules[plugin.__module__].__doc__, plugin, "its module has no docstring")


def check_makeable(plugin: type) -> None:
    """It is concrete and needs nothing to be made."""
    rule(not inspect.isabstract(plugin), plugin, "is abstract")
    try:
        plugin()
    except TypeError as error:
        raise AssertionError(f"{plugin.__module__}.{plugin.__qualname__}: cannot be made bare: {error}") from error


def check_pure(plugin: type) -> None:
    """Its module imports and calls nothing that reaches outside."""
    for node in ast.walk(ast.parse(inspect.getsource(sys.modules[plugin.__module__]))):
        for name in _imported(node):
            rule(name.partition(".")[0] not in IMPURE, plugin, f"judging is pure, and its module imports {name}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            rule(node.func.id not in IMPURE_CALLS, plugin, f"judging is pure, and its module calls {node.func.id}")


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
