"""`rung apply modular-code`: the module that the cells of the training notebook would become."""

from __future__ import annotations

import ast
import builtins
import keyword
import posixpath
from collections.abc import Sequence

from rung.assess.regex import regex
from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.cells import Cut, Step, cut
from rung.plan.fixes.known import manifest_or_none, training_step, written
from rung.plan.fixes.mark import marked
from rung.plan.fixes.notebooks import code_of, parsed

_NO_WORD = regex(r"[^a-z0-9]+")
_BY_CONTENT = (
    (regex(r"\.fit\(|\.train\("), "train"),
    (regex(r"read_(csv|parquet|json|excel|sql)|load_\w{1,40}\("), "load"),
    (regex(r"train_test_split|TimeSeriesSplit|KFold"), "split"),
    (regex(r"_score\(|mean_\w{1,40}_error|classification_report|confusion_matrix"), "evaluate"),
    (regex(r"to_(csv|parquet|pickle)\(|\.dump\(|savefig"), "save"),
)


class ModularCode(Fix):
    """One function a cell, by what flows between the cells; the notebook stays as it is."""

    id = "modular-code"
    practices = ("modular-code",)
    then = (
        "run it and compare its figures with the notebook's; give the functions better names, move what evaluation and "
        "serving need into modules of their own, import them in the notebook, and let the step call them (call: in "
        "rung.yaml)"
    )

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """One module. Raises `UsageError` where there is no such notebook, or it does not run from top to bottom."""
        path = _notebook(tree)
        text = written(tree, path) or ""
        cells = [(each, parsed(each)) for each in code_of(text)]
        if not cells:
            raise UsageError("this is no notebook with code", where=path, fix="save it again in Jupyter")
        unread = next((number for number, (_, module) in enumerate(cells, start=1) if module is None), 0)
        if unread:
            raise UsageError(f"cell {unread} is not Python", where=path, fix="mend it, so that the notebook runs")
        try:
            found = cut([(source, module) for source, module in cells if module is not None])
        except ValueError as error:
            raise UsageError(
                f"the notebook does not run from top to bottom: {error}", where=path, fix="put its cells in order"
            ) from error
        if not found.steps:
            raise UsageError("the notebook holds no code that does anything", where=path)
        target = f"{_slug(posixpath.basename(path).removesuffix('.ipynb')) or 'work'}.py"
        code = _from_root(_module(found, path), path, tree)
        ast.parse(code)
        return [Edit(target, written(tree, target), marked(code, self.id))]


def _notebook(tree: Tree) -> str:
    """The notebook of the step that makes the model, or the only one that trains."""
    step = training_step(manifest_or_none(tree))
    if step is not None and isinstance(step[1].notebook, str):
        if step[1].notebook not in tree:
            raise UsageError("there is no such notebook", where=step[1].notebook, fix="correct notebook: in rung.yaml")
        return step[1].notebook
    trains = [each for each in tree.glob("*.ipynb") if any(".fit(" in code for code in code_of(tree.text(each) or ""))]
    if len(trains) == 1:
        return trains[0]
    raise UsageError(
        f"{len(trains)} notebooks train" if trains else "no notebook trains a model",
        where="pipeline",
        fix="name the one that counts in rung.yaml: pipeline: {train: {notebook: PATH}}",
    )


def _module(found: Cut, path: str) -> str:
    parts = [f'"""What {path} does, as functions: one a cell."""', "\n".join(found.imports)]
    parts += ["\n".join(found.constants)] if found.constants else []
    functions = list(found.definitions)
    main = ["def main():", f'    """Every step, in the order of {path}."""']
    taken = {
        *dir(builtins),
        *keyword.kwlist,
        "main",
        *(name for each in found.steps for name in each.reads + each.gives),
    }
    taken |= {word for each in (*found.imports, *found.constants, *found.definitions) for word in _words(each)}
    for step in found.steps:
        name = _named(step, taken)
        taken.add(name)
        functions.append(_function(step, name))
        call = f"{name}({', '.join(step.reads)})"
        main.append(f"    {', '.join(step.gives)} = {call}" if step.gives else f"    {call}")
    functions += ["\n".join(main), 'if __name__ == "__main__":\n    main()']
    return "\n\n".join(each for each in parts if each) + "\n\n\n" + "\n\n\n".join(functions) + "\n"


def _function(step: Step, name: str) -> str:
    lines = [f"def {name}({', '.join(step.reads)}):", f'    """Cell {step.number}."""']
    lines += [f"    {each}" if each.strip() else "" for each in step.body]
    lines += [f"    return {', '.join(step.gives)}"] if step.gives else []
    return "\n".join(lines)


def _named(step: Step, taken: set[str]) -> str:
    """By what the cell does."""
    code = "\n".join(step.body)
    base = next((name for pattern, name in _BY_CONTENT if pattern.search(code)), "prepare")
    if base not in taken:
        return base
    return next(name for number in range(2, 10_000) if (name := f"{base}_{number}") not in taken)


def _from_root(code: str, path: str, tree: Tree) -> str:
    """The code with paths from the root of the project: a notebook starts in its own folder."""
    folder = posixpath.dirname(path)
    if not folder:
        return code
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "/" in node.value + "/":
            there = posixpath.normpath(posixpath.join(folder, node.value))
            if there in tree and there != node.value:
                for quote in "'\"":
                    code = code.replace(f"{quote}{node.value}{quote}", f"{quote}{there}{quote}")
    return code


def _words(text: str) -> list[str]:
    return [each for each in regex(r"\W+").split(text) if each]


def _slug(text: str) -> str:
    found = _NO_WORD.sub("_", text.lower()).strip("_")
    return f"n_{found}" if found[:1].isdigit() else found
