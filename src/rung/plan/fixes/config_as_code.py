"""`rung apply config-as-code`: the numbers of the training step move into its `params:`."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence

from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.constants import Value, constants, defaults, set_once
from rung.plan.fixes.keys import keys
from rung.plan.fixes.known import manifest, need_pipeline, training_step, written
from rung.plan.fixes.notebooks import code_cells, code_of, parsed, tags_of
from rung.project.file import StepEntry

TAG = "parameters"


class ConfigAsCode(Fix):
    """Values that the training code sets by name become params of its step, with the values they have today."""

    id = "config-as-code"
    practices = ("config-as-code",)
    then = "from now on change the values in rung.yaml: each run records them"

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """Keys of `rung.yaml`; in a notebook, the cell that sets the values is tagged, and nothing else of it changes.

        Raises
        ------
        UsageError
            No plain value is set by name, or the step is a command whose arguments only a person knows.
        """
        text, file = manifest(tree)
        need_pipeline(file)
        step = training_step(file)
        if step is None or step[1].params:
            return []
        name, entry = step
        values, more = _values(tree, entry)
        if not values:
            raise UsageError(
                f"the step {name} sets no plain value by name",
                where=f"pipeline.{name}",
                fix="name the numbers at one place (C = 1.0 in a cell, or an argument with a default), and try again",
            )
        return [keys(text, (("pipeline", name), {"params": dict(values)})), *more]


def _values(tree: Tree, entry: StepEntry) -> tuple[Mapping[str, Value], list[Edit]]:
    if isinstance(entry.notebook, str):
        return _of_notebook(tree, entry.notebook)
    if isinstance(entry.call, str):
        module, _, function = entry.call.partition(":")
        tail = module.replace(".", "/") + ".py"
        for path in tree.glob("*.py"):
            read = parsed(tree.text(path) or "") if path == tail or path.endswith(f"/{tail}") else None
            if read is not None:
                return defaults(read, function), []
        return {}, []
    raise UsageError(
        "which arguments a command takes only a person knows",
        where="run",
        fix='write params: {max_iter: 200} and run: "python train.py --max-iter {max_iter}"',
    )


def _of_notebook(tree: Tree, path: str) -> tuple[Mapping[str, Value], list[Edit]]:
    """Of the tagged cell, or else of the cell that sets the most."""
    text = written(tree, path)
    if text is None:
        raise UsageError("there is no such notebook", where=path, fix="correct notebook: in rung.yaml")
    if not code_cells(text):
        raise UsageError("this is no notebook with code", where=path, fix="save it again in Jupyter")
    modules = [parsed(each) or ast.Module([], []) for each in code_of(text)]
    once = set_once(modules)
    found = [{name: each for name, each in constants(module).items() if name in once} for module in modules]
    tagged = _tagged(text)
    if tagged is not None:
        return found[tagged], []
    best = max(range(len(found)), key=lambda place: len(found[place]), default=None)
    if best is None or not found[best]:
        return {}, []
    return found[best], [Edit(path, text, with_tag(text, best), tags=True)]


def _tagged(text: str) -> int | None:
    """Which code cell is tagged `parameters`."""
    return next((place for place, each in enumerate(code_cells(text)) if TAG in tags_of(each)), None)


def with_tag(text: str, number: int) -> str:
    """The notebook with that code cell tagged, written as Jupyter writes it."""
    notebook = json.loads(text)
    cell = [each for each in notebook["cells"] if each.get("cell_type") == "code"][number]
    cell.setdefault("metadata", {})["tags"] = [*tags_of(cell), TAG]
    ends = "\n" if text.endswith("\n") else ""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + ends
