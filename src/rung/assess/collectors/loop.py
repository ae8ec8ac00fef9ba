"""What Rung itself does with the `rung.yaml` of a project, and who starts it."""

from __future__ import annotations

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.collectors.commands import Commands
from rung.assess.invocation import By, Invocation
from rung.assess.loop.base import TOOL, Loop
from rung.assess.loop.file import LoopFile
from rung.assess.tree.base import Tree
from rung.project import Manifest
from rung.project.manifest import MANIFEST_NAME


class LoopCollector(Collector):
    """Reads `rung.yaml`, and looks for the commands of Rung."""

    def collect(self, tree: Tree, manifest: Manifest, code: Code, commands: Commands) -> Loop:
        """Nothing where there is no `pipeline:`."""
        path = f"{tree.home}/{MANIFEST_NAME}" if tree.home else MANIFEST_NAME
        written = LoopFile(tree, manifest, code, path)
        if not written.described:
            return Loop()
        trials = tuple(commands.running(TOOL, "ci"))
        # A record is what a run leaves behind, whoever started it.
        by = _started(commands, trials) | (By.SCRIPT if manifest.ran else By.NOBODY)
        return Loop(
            graph=written.graph(by),
            by=by,
            holdout=written.holdout(),
            evaluates=written.evaluates(),
            gates=tuple(written.gates()),
            slices=written.slices(),
            datasets=tuple(written.datasets()),
            model=written.model(),
            params=written.params(),
            approver=written.approver(),
            shared=written.shared,
            releases=tuple(commands.running(TOOL, "release")),
            rollbacks=tuple(commands.running(TOOL, "rollback")),
            reproductions=tuple(commands.running(TOOL, "reproduce")),
            verifications=tuple(commands.running(TOOL, "audit", "verify")),
            trials=trials,
        )


def _started(commands: Commands, trials: tuple[Invocation, ...]) -> By:
    """Who starts the whole pipeline; one step alone is not the pipeline."""
    total = By.NOBODY
    for each in commands.running(TOOL, "run"):
        if not any(word.split("=")[0] == "--step" for word in each.args):
            total |= each.by
    for each in trials:
        total |= each.by
    return total
