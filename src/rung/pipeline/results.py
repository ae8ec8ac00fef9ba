"""What became of the steps, and where their results lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from rung.domain.run import Figure, StepOutcome, StepRun
from rung.errors import StepError, UsageError

if TYPE_CHECKING:
    from rung.store.files import BlobStore


class StoredFile(Struct, frozen=True, array_like=True):
    """One file of a result."""

    path: str
    """Below the folder of the result, with slashes."""
    digest: str
    size: int


class Output(Struct, frozen=True):
    """The result of a step, as it lies in the content store."""

    id: str
    """Digest of all that follows: equal results have equal ids."""
    value: Mapping[str, Any]
    """What it is: `kind` is frame, model, metrics, path, mapping, tuple, array or nothing; and where it lies."""
    files: tuple[StoredFile, ...] = ()

    def figures(self) -> dict[str, Figure]:
        """Every number in it by name; those inside a mapping too."""
        return dict(_figures(self.value, ""))

    def part(self, item: str | None) -> Mapping[str, Any] | None:
        """The whole, or a part of a mapping; `None` where it has no such part.

        A result that is one thing can be called as what it is, or by the name that a command gave it.
        """
        value: Any = self.value
        if item in (value.get("name"), value["kind"]):
            return self.value
        for name in item.split(".") if item else ():
            items = value.get("items")
            value = items.get(name) if isinstance(items, dict) else None
            if value is None:
                return None
        found: Mapping[str, Any] = value
        return found

    def find(self, kind: str) -> Mapping[str, Any] | None:
        """The first part of a kind: the model of a step that returns a model and metrics."""
        waiting: list[Any] = [self.value]
        while waiting:
            value = waiting.pop(0)
            if value.get("kind") == kind:
                found: Mapping[str, Any] = value
                return found
            items = value.get("items", ())
            waiting += items.values() if isinstance(items, dict) else items
        return None

    def lay_out(self, files: BlobStore, target: Path) -> None:
        """Write all its files below a folder. Raises `MissingBlobError`, `DamagedBlobError`."""
        target.mkdir(parents=True, exist_ok=True)
        for each in self.files:
            files.fetch(each.digest, target / each.path)

    def lay_out_part(self, files: BlobStore, part: Mapping[str, Any], target: Path) -> None:
        """Write the file or the folder of one part to `target` itself."""
        path = part["path"]
        for each in self.files:
            if each.path == path:
                files.fetch(each.digest, target)
            elif each.path.startswith(f"{path}/"):
                files.fetch(each.digest, target / each.path[len(path) + 1 :])


def _figures(value: Mapping[str, Any], above: str) -> list[tuple[str, Figure]]:
    if value.get("kind") == "metrics":
        return [(above + name, figure) for name, figure in value["values"].items()]
    items = value.get("items")
    if isinstance(items, list):
        return [pair for each in items for pair in _figures(each, above)]
    if isinstance(items, dict):
        return [
            pair
            for name, each in items.items()
            for pair in _figures(each, above if name == "metrics" else f"{above}{name}.")
        ]
    return []


class Failure(Struct, frozen=True):
    """Why a step failed."""

    says: str
    """A sentence without a full stop."""
    where: str | None = None
    """`src/train.py:12`, `notebooks/train.ipynb, cell 3`, or `rung.yaml:12`."""
    traceback: str | None = None
    """The user's own, without the frames of Rung; or the last lines that a command wrote."""
    fix: str | None = None

    def error(self, step: str) -> StepError:
        """The same to be raised."""
        error = StepError(f"step {step}: {self.says}", where=self.where, fix=self.fix)
        error.traceback, error.told = self.traceback, True
        return error


class StepResult(Struct, frozen=True, kw_only=True):
    """What became of a step."""

    name: str
    outcome: StepOutcome
    why: str
    key: str = ""
    seconds: float | None = None
    cpu_seconds: float | None = None
    peak_memory_bytes: int | None = None
    output: Output | None = None
    """`None` where it has none: it failed, or did not run."""
    failure: Failure | None = None
    log: str | None = None
    """Digest of what it wrote to its output, as stored."""
    notebook: str | None = None
    """Digest of the executed notebook."""

    def record(self) -> StepRun:
        """What the records keep."""
        return StepRun(
            self.name, self.outcome, self.key, self.why, self.seconds, self.cpu_seconds, self.peak_memory_bytes
        )


class PipelineResult(Struct, frozen=True):
    """What became of a run."""

    steps: Mapping[str, StepResult]
    """In the order in which they ended."""
    environment: str
    """Digest of what is installed in the project's interpreter."""
    packages: tuple[str, ...]
    """The same, readable: `numpy 2.1.0`."""
    python: str
    """Version of that interpreter."""
    seconds: float
    files: Any
    """The content store in which results lie."""

    @property
    def ok(self) -> bool:
        """Whether no step failed."""
        return not self.failed

    @property
    def failed(self) -> list[StepResult]:
        """Steps that failed."""
        return [each for each in self.steps.values() if each.outcome is StepOutcome.FAILED]

    def must_be_ok(self, where: str = "") -> None:
        """Raise `StepError` for the first step that failed, with `where` behind its name."""
        for each in self.failed:
            assert each.failure is not None
            raise each.failure.error(f"{each.name}, {where}" if where else each.name)

    @property
    def unchanged(self) -> bool:
        """Whether no step ran or failed."""
        return not any(each.outcome in (StepOutcome.RAN, StepOutcome.FAILED) for each in self.steps.values())

    def figures(self) -> dict[str, Figure]:
        """Every number that the steps returned; where two steps use a name, the later one has it."""
        return {
            name: value for each in self.steps.values() if each.output for name, value in each.output.figures().items()
        }

    def outputs(self, step: str) -> Output:
        """The result of a step. Raises `UsageError` where it has none."""
        found = self.steps.get(step)
        if found is None or found.output is None:
            why = f": {found.why}" if found else ""
            raise UsageError(f"step {step} has no result{why}", where="rung.yaml", fix=f"rung run --step {step}")
        return found.output

    def lay_out(self, step: str, target: Path) -> Output:
        """Write the files of a step's result below a folder; gives what they are."""
        output = self.outputs(step)
        output.lay_out(self.files, target)
        return output

    def lay_out_model(self, step: str, target: Path) -> Mapping[str, Any]:
        """Write the folder of the model that a step made to `target`; gives its description.

        Raises
        ------
        UsageError
            The step made none.
        """
        output = self.outputs(step)
        model = output.find("model")
        if model is None:
            fix = "return an object with `predict`, or the path of a model's folder"
            raise UsageError(f"step {step} made no model", where="rung.yaml", fix=fix)
        output.lay_out_part(self.files, model, target)
        return model
