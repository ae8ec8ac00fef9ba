"""`rung apply one-command-run`: one command from data to an evaluated model, and the place where people find it."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.regex import regex
from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.installing import local_steps
from rung.plan.fixes.known import README, manifest_or_none, written
from rung.plan.fixes.sections import page, target

MAKEFILE = "Makefile"
_TARGET = regex(r"(?m)^train[ \t]*:")
_FITS = regex(r"\.fit(_transform)?\(|\bxgb\.train\(|lgb\.train\(")


class OneCommandRun(Fix):
    """A section of the README, and a target where the project has a Makefile."""

    id = "one-command-run"
    practices = ("one-command-run",)
    then = "let somebody else follow the README on another machine"

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """`rung run` where `rung.yaml` has a pipeline, or the one script that trains.

        Raises
        ------
        UsageError
            Nothing here can be run, or several scripts train and a person has to say which.
        """
        command = _command(tree)
        edits = [found] if (found := _target(tree, self.id, command)) else []
        shown = "make train" if edits else command
        block = "\n".join(["```sh", *local_steps(tree, manifest_or_none(tree).environment), shown, "```"])
        body = f"## Train\n\nOne command goes from the data to an evaluated model:\n\n{block}"
        return [*edits, page(tree, README, manifest_or_none(tree).project or "Model", self.id, body)]


def _target(tree: Tree, name: str, command: str) -> Edit | None:
    """The target of the Makefile; `None` where there is no Makefile or its `train` does something else."""
    makefile = written(tree, MAKEFILE)
    if makefile is None:
        return None
    if _TARGET.search(makefile) is None:
        return target(tree, MAKEFILE, name, "train", command)
    return Edit(MAKEFILE, makefile, makefile) if f"train:\n\t{command}\n" in makefile else None


def _command(tree: Tree) -> str:
    file = manifest_or_none(tree)
    if file.pipeline:
        return "rung run"
    scripts = [
        each
        for each in tree.glob("*.py")
        if not each.rpartition("/")[2].startswith("test_") and _FITS.search(tree.text(each) or "")
    ]
    if len(scripts) == 1:
        return f"python {scripts[0]}"
    if not scripts:
        raise UsageError(
            "nothing here trains outside notebooks, and rung.yaml has no pipeline",
            where="pipeline",
            fix="rung init, or write pipeline: {train: {notebook: PATH}}",
        )
    raise UsageError(
        f"{len(scripts)} scripts train: {', '.join(scripts[:4])}",
        where="pipeline",
        fix="write pipeline: {train: {run: python SCRIPT}} into rung.yaml, for the one that counts",
    )
