"""Runs of the pipeline: from the data of today to a registered model, or to why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from rung.pipeline.steps import Pipeline
from rung.workspace.asking import Asked, Done, Hearing
from rung.workspace.inputs import TRAINING, Inputs
from rung.workspace.last import all_cached, key_of, read_last
from rung.workspace.loop import Loop
from rung.workspace.passes import Passes


class Runs:
    """What can be done with the pipeline of a project."""

    def __init__(self, loop: Loop) -> None:
        self._passes = Passes(loop)
        self._loop = loop

    def run(self, asked: Asked, hear: Hearing) -> Done:
        """Run what has changed, judge the model and register it; nothing where nothing has changed.

        Raises
        ------
        RefusedError
            A contract is broken, a gate refuses the model, or another run is going on.
        StepError
            A step failed.
        """
        pipeline = self._passes.pipeline()
        inputs = Inputs(self._loop, pipeline.datasets())
        if not asked.force and not asked.only:
            # First without a store and without engines; then with what the files turn out to be.
            for ids in (inputs.known, lambda: {name: each.id for name, each in inputs.take(hear.data).items()}):
                done = self._unchanged(pipeline, inputs, ids)
                if done is not None:
                    return done
        from rung.workspace.attempt import Attempt  # noqa: PLC0415 - knows the store and Polars

        return Attempt(self._passes, pipeline, inputs, asked, hear).carry_out()

    def plan(self, asked: Asked, hear: Hearing) -> Done:
        """Say what would run, and why; datasets are read, nothing else happens."""
        pipeline = self._passes.pipeline()
        inputs = Inputs(self._loop, pipeline.datasets())
        ids = inputs.known()
        if ids is None:
            ids = {name: each.id for name, each in inputs.take(hear.data).items()}
        return Done(result=self._passes.steps(pipeline, inputs.halves(ids, TRAINING), asked, dry_run=True))

    def _unchanged(
        self, pipeline: Pipeline, inputs: Inputs, told: Callable[[], Mapping[str, str] | None]
    ) -> Done | None:
        """The answer where everything is as the last run left it."""
        last, store = read_last(self._passes.folder), self._loop.project.home.store
        if last is None or (isinstance(store, Path) and not store.exists()):
            return None
        ids = told()
        if ids is None or last.key != key_of(self._loop.project, ids, inputs.contracts()):
            return None
        result = self._passes.steps(pipeline, inputs.halves(ids, TRAINING), Asked(), dry_run=True)
        return Done(result=result, stands=last.run, model=last.model) if all_cached(result) else None
