"""A pass over the steps of a project's pipeline, with its cache and its content store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rung.pipeline import PipelineResult, read_pipeline, run
from rung.pipeline.base import Tell
from rung.pipeline.steps import InputVersion, Pipeline
from rung.workspace.asking import Asked
from rung.workspace.loop import Loop


class Passes:
    """What can be done with the steps alone: no data are taken, nothing is recorded."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.project = loop.project
        self.folder = loop.project.home.folder / "pipeline"

    def pipeline(self) -> Pipeline:
        """As `rung.yaml` describes it. Raises `ManifestError`."""
        return read_pipeline(self.project.root, self.project.file, self.project.document)

    def steps(
        self,
        pipeline: Pipeline,
        halves: Mapping[str, InputVersion],
        asked: Asked,
        *,
        dry_run: bool = False,
        variables: Mapping[str, str] | None = None,
        protected: Sequence[Path] = (),
        tell: Tell = lambda progress: None,
    ) -> PipelineResult:
        """One pass over the steps."""
        return run(
            pipeline,
            halves,
            self.loop.files,
            self.folder,
            only=asked.only,
            force=asked.force,
            dry_run=dry_run,
            workers=asked.workers,
            variables=variables or {},
            protected=protected,
            tell=tell,
        )
