"""What no history of a machine-learning project should hold."""

from __future__ import annotations

from rung.assess.tree import Tree
from rung.plan.fixes.base import Edit
from rung.plan.fixes.known import manifest_or_none
from rung.plan.fixes.sections import lines

PATH = ".gitignore"
_ALWAYS = (".rung/", ".venv/", "__pycache__/", ".ipynb_checkpoints/", ".env", "mlruns/", "models/")


def ignored(tree: Tree, name: str) -> Edit:
    """The `.gitignore` with what Rung, Python, Jupyter and MLflow leave behind; data is a person's decision."""
    environment = manifest_or_none(tree).environment
    own = [f"{environment.rstrip('/')}/"] if environment and not environment.startswith(("/", ".venv", "$")) else []
    return lines(tree, PATH, name, [*_ALWAYS, *own])
