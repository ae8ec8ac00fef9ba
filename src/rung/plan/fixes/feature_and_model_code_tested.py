"""`rung apply feature-and-model-code-tested`: a first test of the functions that are there, to be filled in."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterator, Sequence

from msgspec import Struct

from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.known import columns_of, manifest_or_none, written
from rung.plan.fixes.mark import marked
from rung.plan.fixes.notebooks import parsed

FOLDER = "tests"
FEW = 5
"""Functions that one file of first tests asks about."""
_ASIDE = ("test", "docs", "doc", "examples", "scripts", "setup", "conftest", ".")


class _Function(Struct, frozen=True):
    module: str
    name: str
    parameters: list[str]
    rank: int
    """What makes features first, what trains next."""


class FeatureAndModelCodeTested(Fix):
    """Tests that are skipped until somebody writes rows whose answer is known: before that they would prove nothing."""

    id = "feature-and-model-code-tested"
    practices = ("feature-and-model-code-tested",)
    then = "write five rows and their known answers into each test, take the skip away, and run pytest"

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """One file of tests. Raises `UsageError` where no function could be imported by one."""
        found = sorted(_functions(tree), key=lambda each: (each.rank, each.module, each.name))[:FEW]
        if not found:
            raise UsageError(
                "no module has a function that takes something and gives something back",
                where="*.py",
                fix="rung apply modular-code takes the functions out of a notebook",
            )
        path = f"{FOLDER}/test_{found[0].module.rpartition('.')[2]}.py"
        before = written(tree, path)
        return [Edit(path, before, marked(_text(tree, found), self.id))]


def _functions(tree: Tree) -> Iterator[_Function]:
    for path in tree.glob("*.py"):
        parts = path.removesuffix(".py").removeprefix("src/").split("/")
        if any(each.startswith(_ASIDE) or not each.isidentifier() or keyword.iskeyword(each) for each in parts):
            continue
        module = parsed(tree.text(path) or "")
        for node in module.body if module else ():
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name != "main":
                parameters = [each.arg for each in node.args.posonlyargs + node.args.args]
                required = parameters[: len(parameters) - len(node.args.defaults)]
                if required and any(isinstance(each, ast.Return) and each.value for each in ast.walk(node)):
                    dotted = ".".join(parts).removesuffix(".__init__")
                    yield _Function(dotted, node.name, required, _rank(node.name))


def _rank(name: str) -> int:
    words = (("feature", "prepare", "build", "transform", "clean", "join"), ("train", "fit", "predict", "score"))
    return next((place for place, known in enumerate(words) if any(each in name for each in known)), len(words))


def _text(tree: Tree, found: Sequence[_Function]) -> str:
    modules = dict.fromkeys(each.module for each in found)
    lines = ['"""First tests: a few rows whose answer is known."""', "", "import pytest", ""]
    lines += [
        f"from {module} import {', '.join(each.name for each in found if each.module == module)}" for module in modules
    ]
    columns = next(
        (names for each in manifest_or_none(tree).datasets.values() if (names := columns_of(tree, each))), []
    )
    for each in found:
        lines += ["", "", *_test(each, columns)]
    return "\n".join([*lines, ""])


def _test(function: _Function, columns: Sequence[str]) -> list[str]:
    of = f" of the columns {', '.join(columns[:8])}" if columns else ""
    given = [f"    {each} = ...  # [add: a few rows or values{of}]" for each in function.parameters]
    return [
        '@pytest.mark.skip(reason="[add: rows whose answer is known]")',
        f"def test_{function.name}():",
        *given,
        f"    found = {function.name}({', '.join(function.parameters)})",
        "    assert found == ...  # [add: the known answer]",
    ]
