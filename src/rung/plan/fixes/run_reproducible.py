"""`rung apply run-reproducible`: a test that makes a recorded version again and compares it with its record."""

from __future__ import annotations

from collections.abc import Sequence

from rung.assess.tree import Tree
from rung.errors import UsageError
from rung.plan.fixes.base import Edit, Fix
from rung.plan.fixes.known import manifest, need_pipeline, written
from rung.plan.fixes.mark import marked
from rung.project.manifest import MANIFEST_NAME

PATH = "tests/test_reproducible.py"
_TEST = '''\
"""The newest version of {model}, made again from its record, gives the same figures."""

import subprocess


def test_the_model_can_be_made_again():
    done = subprocess.run(["rung", "reproduce", "{model}"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
'''


class RunReproducible(Fix):
    """A test that runs `rung reproduce`: commit, data and environment of the record, and its figures compared."""

    id = "run-reproducible"
    practices = ("run-reproducible",)
    then = "run it now and each week in a job: pytest tests/test_reproducible.py; set the seed of whatever differs"

    def edits(self, tree: Tree) -> Sequence[Edit]:
        """One test. Raises `UsageError` where no model is named."""
        _, file = manifest(tree)
        need_pipeline(file)
        name = file.model.name if file.model else None
        if not name or not name.replace("-", "").replace("_", "").replace(".", "").isalnum():
            raise UsageError("no model is named", where=f"{MANIFEST_NAME}: model", fix="rung apply runs-recorded")
        return [Edit(PATH, written(tree, PATH), marked(_TEST.replace("{model}", name), self.id))]
