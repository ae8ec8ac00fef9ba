"""`rung apply ci --assess`: the level is measured weekly and guarded on every pull request."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from rung import __version__
from rung.assess.tree import Tree
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.github import refuse_others, weekly, with_pins
from rung.plan.fixes.mark import marked

PATH = ".github/workflows/rung.yml"
COMMAND = "ci --assess"


class AssessInCi(Fix):
    """A workflow for GitHub: gate, summary and findings on a pull request; badge and results once a week."""

    id = "ci --assess"
    practices = ("maturity-remeasured",)
    then = (
        "commit it; the first run makes the branch `rung`, and "
        "![Rung](../../raw/rung/badge.svg) in the README shows its badge"
    )
    in_repository = True

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """One workflow file; actions are pinned as the repository pins them already."""
        refuse_others(tree, "three lines do it elsewhere: docs/guides/ci-gate.md shows them for GitLab")
        before = (tree.content(PATH) or b"").decode("utf-8", "replace") if PATH in tree else None
        return [Edit(PATH, before, marked(_workflow(tree), COMMAND))]


def _workflow(tree: Tree) -> str:
    text = files("rung.plan.fixes").joinpath("github_assess.yml").read_text(encoding="utf-8")
    return with_pins(text, tree, PATH).replace("@VERSION@", __version__).replace("@CRON@", weekly(tree))
