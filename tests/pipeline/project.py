"""A project with steps, a place for content beside it, and what a test asks of its runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rung.pipeline import Cache, InputVersion, Pipeline, PipelineResult, read_pipeline, run
from rung.project.reading import read_written
from rung.store.files.opening import open_files


class StepProject:
    """A folder with a `rung.yaml` and modules; datasets are texts by name."""

    def __init__(self, above: Path) -> None:
        self.root = above / "project"
        self.root.mkdir(exist_ok=True)
        self.folder = above / "workspace"
        self.files = open_files(above / "blobs")
        self.data: dict[str, dict[str, str]] = {}
        self.laid_out: list[str] = []

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def pipeline(self, text: str | None = None) -> Pipeline:
        if text is not None:
            self.write("rung.yaml", text)
        return read_pipeline(self.root, *read_written((self.root / "rung.yaml").read_text()))

    def run(self, **more: Any) -> PipelineResult:
        return run(self.pipeline(), {name: self._version(name) for name in self.data}, self.files, self.folder, **more)

    def cache(self) -> Cache:
        return Cache(self.folder, self.files)

    def _version(self, name: str) -> InputVersion:
        return InputVersion(name, str(sorted(self.data[name].items())), self._lay_out(name))

    def _lay_out(self, name: str) -> Callable[[Path], None]:
        def lay_out(target: Path) -> None:
            self.laid_out.append(name)
            for path, text in self.data[name].items():
                (target / path).write_text(text)

        return lay_out


def outcomes(result: PipelineResult) -> dict[str, str]:
    """What became of each step, by name."""
    return {name: str(each.outcome) for name, each in result.steps.items()}
