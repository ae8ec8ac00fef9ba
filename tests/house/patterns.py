"""Every regular expression of the package, with the ways in which it is asked; found, not listed."""

from __future__ import annotations

import ast
import gc
import importlib
import pkgutil
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType

import rung
from house.source import MODULES, PACKAGE, tree
from rung.assess.regex import regex

LAZY = type(regex(""))
ASKING = {"search", "finditer", "findall", "sub", "subn", "split"}
ANCHORED = {"match", "fullmatch"}
_AFTER_TEXT = {"sub": 4, "subn": 4, "split": 3}
"""Where flags stand among the arguments of the functions of `re`; third elsewhere."""


@dataclass
class Found:
    """One pattern."""

    text: str | bytes
    flags: int
    where: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


@cache
def every_pattern() -> list[Found]:
    """The lazy ones, those of modules, and those that are written where they are used."""
    found: dict[tuple[str | bytes, int], Found] = {}

    def add(text: str | bytes, flags: int, where: str, asked: set[str]) -> None:
        flags &= ~re.UNICODE.value
        one = found.setdefault((text, flags), Found(text, flags))
        one.where.add(where)
        one.asked |= asked

    named = {}
    for module in _modules():
        for name, value in vars(module).items():
            if isinstance(value, LAZY | re.Pattern):
                asked = _asked(module.__name__, name)
                named[id(value)] = True
                add(value.pattern, value.flags, f"{module.__name__}.{name}", asked)
    for each in gc.get_objects():
        if isinstance(each, LAZY) and id(each) not in named:
            add(each.pattern, each.flags, "a table", {"finditer"})
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if literal := _literal(node):
                text, flags, asked = literal
                add(text, flags, f"{path.relative_to(PACKAGE)}:{node.lineno}", asked)
    return list(found.values())


def _modules() -> list[ModuleType]:
    names = (each.name for each in pkgutil.walk_packages(rung.__path__, "rung."))
    return [importlib.import_module(each) for each in names if not each.endswith("__main__")]


def _literal(node: ast.AST) -> tuple[str, int, set[str]] | None:
    """`re.search("…", text, re.M)`; what is compiled at the top of a module is found there, with its uses."""
    match node:
        case ast.Call(ast.Attribute(ast.Name("re"), method), [ast.Constant(str(text)), *rest]) if (
            method in ASKING | ANCHORED
        ):
            place = _AFTER_TEXT.get(method, 2) - 1
            flags = [*rest[place : place + 1], *(each.value for each in node.keywords if each.arg == "flags")]
            return text, sum(_flags(each) for each in flags), {method}
    return None


def _flags(node: ast.AST) -> int:
    names = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
    return sum(int(getattr(re, name)) for name in names)


@cache
def _uses() -> dict[tuple[str, str], set[str]]:
    """(module, name) → the methods that are called; a name that is handed on may be searched for."""
    uses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in MODULES:
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        origin = {}
        taken = set()
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                origin |= {each.asname or each.name: (node.module, each.name) for each in node.names}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                taken.add(node.value)
                uses[origin.get(node.value.id, (module, node.value.id))].add(node.attr)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in taken:
                uses[origin.get(node.id, (module, node.id))].add("search")
    return uses


def _asked(module: str, name: str) -> set[str]:
    return (_uses().get((module, name), set()) & (ASKING | ANCHORED)) or {"search"}
