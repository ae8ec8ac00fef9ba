"""Runs a pipeline: what is unchanged is skipped, what is independent runs side by side."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rung.domain.run import StepOutcome
from rung.errors import RungError, UsageError
from rung.pipeline.base import Progress, Runner, Tell
from rung.pipeline.cache import Cache, CacheRecord
from rung.pipeline.code.file_states import FileStates
from rung.pipeline.environment import Environment, environment_of
from rung.pipeline.keys import KeyParts, key_parts, reasons, sentence
from rung.pipeline.results import Failure, PipelineResult, StepResult
from rung.pipeline.steps import InputVersion, Pipeline, Step
from rung.pipeline.transitions import reach
from rung.store.files.trouble import writing

if TYPE_CHECKING:
    from rung.pipeline.laying_out import LayOut
    from rung.store.files import BlobStore

_SCRATCH = "scratch"
_SPELL = 0.2
"""Seconds."""


def tell_nobody(progress: Progress) -> None:
    """What hears the progress when nobody does."""


def run(
    pipeline: Pipeline,
    inputs: Mapping[str, InputVersion],
    files: BlobStore,
    folder: Path,
    *,
    only: Sequence[str] = (),
    force: bool = False,
    dry_run: bool = False,
    workers: int | None = None,
    runner: Runner | None = None,
    variables: Mapping[str, str] | None = None,
    protected: Sequence[Path] = (),
    tell: Tell = tell_nobody,
) -> PipelineResult:
    """Run what has changed. A step that fails is in the result; others that do not need it go on.

    Parameters
    ----------
    inputs
        Versions of the datasets that the pipeline reads.
    files, folder
        Where results are stored; where the cache and scratch lie.
    only
        Run these steps and what they need; all when empty.
    force
        Run the steps that are asked for even if nothing has changed.
    dry_run
        Run nothing: say of each step what would become of it.
    workers
        Steps at the same time; as many as there are processors when not given.
    variables
        More variables for the environment of steps.
    protected
        Files and folders that no step may read.

    Raises
    ------
    UsageError
        A step or a dataset is not there, or the project's interpreter is not.
    StorageError
        What is stored cannot be read or written.
    KeyboardInterrupt
        As it came, after every process has been ended and scratch is gone.
    """
    started = time.perf_counter()
    _check(pipeline, inputs, only)
    environment = environment_of(pipeline, folder)
    turn = _Turn(pipeline, inputs, files, folder, environment, runner, variables or {}, protected, tell, dry_run)
    wanted = pipeline.with_needs(only) if only else set(pipeline.steps)
    forced = set(only or pipeline.steps) if force else set()
    try:
        turn.go(wanted, forced, workers or os.cpu_count() or 1)
    finally:
        turn.close()
    return PipelineResult(
        turn.results, environment.digest, environment.packages, environment.python, time.perf_counter() - started, files
    )


def _check(pipeline: Pipeline, inputs: Mapping[str, InputVersion], only: Sequence[str]) -> None:
    if not pipeline.steps:
        raise UsageError("rung.yaml has no pipeline", where="rung.yaml", fix='pipeline: {train: {call: "train:fit"}}')
    for name in only:
        if name not in pipeline.steps:
            raise UsageError(f"there is no step {name}", where="rung.yaml", fix=f"one of: {', '.join(pipeline.steps)}")
    wanted = pipeline.with_needs(only) if only else set(pipeline.steps)
    for name in (each for each in pipeline.steps if each in wanted):
        for source in pipeline.steps[name].sources:
            if not source.is_step and source.of not in inputs:
                where = pipeline.steps[name].where
                raise UsageError(f"dataset {source.of} has no version", where=where, fix=f"rung data add {source.of}")


class _Turn:
    """One run of a pipeline."""

    def __init__(
        self, pipeline: Pipeline, inputs: Mapping[str, InputVersion], files: BlobStore, folder: Path,
        environment: Environment, runner: Runner | None, variables: Mapping[str, str], protected: Sequence[Path],
        tell: Tell, dry_run: bool,
    ) -> None:  # fmt: skip
        self._pipeline, self._inputs, self._files, self._folder = pipeline, inputs, files, folder
        self._environment, self._runner, self._variables = environment, runner, variables
        self._protected, self._tell, self._dry_run = protected, tell, dry_run
        self._cache = Cache(folder, files)
        self._states = FileStates(pipeline.root, folder / "files.json")
        self._stop = threading.Event()
        self._ended: queue.SimpleQueue[tuple[str, StepResult | BaseException]] = queue.SimpleQueue()
        self._threads: dict[str, threading.Thread] = {}
        self._scratch: _RunScratch | None = None
        self._of = 0
        self.results: dict[str, StepResult] = {}

    def go(self, wanted: set[str], forced: set[str], workers: int) -> None:
        """Take every step to its end."""
        self._of = len(wanted)
        for name in self._pipeline.steps:
            if name not in wanted:
                self.results[name] = StepResult(name=name, outcome=StepOutcome.SKIPPED, why="not asked for")
        waiting = [name for name in self._pipeline.steps if name in wanted]
        while waiting or self._threads:
            for name in list(waiting):
                if len(self._threads) >= workers:
                    break
                step = self._pipeline.steps[name]
                if all(each in self.results for each in step.needs()):
                    waiting.remove(name)
                    self._begin(step, name in forced)
            if self._threads and (len(self._threads) >= workers or not self._can_go_on(waiting)):
                self._take_ended()

    def close(self) -> None:
        """End what still runs, keep what was learnt about files, and take scratch away."""
        self._stop.set()
        for thread in self._threads.values():
            thread.join()
        self._states.save()
        if self._scratch:
            self._scratch.close()
            reach("tidied")

    def _can_go_on(self, waiting: list[str]) -> bool:
        return any(all(each in self.results for each in self._pipeline.steps[name].needs()) for name in waiting)

    def _begin(self, step: Step, forced: bool) -> None:
        """Settle a step at once where it needs no process, else start it."""
        settled = self._blocked(step)
        if settled:
            self._settle(settled)
            return
        try:
            parts = key_parts(step, self._input_ids(step), self._states, self._environment)
        except RungError as error:
            self._settle(_failed(step, Failure(error.what, error.where, None, error.fix)))
            return
        found = None if forced else self._cache.find(step.name, parts.key)
        if found:
            if not self._dry_run:
                self._cache.use(step.name, parts.key)
            self._settle(_cached(step, found))
            return
        why = "forced" if forced else self._why(step, parts)
        if self._dry_run:
            self._settle(
                StepResult(name=step.name, outcome=StepOutcome.SKIPPED, why=f"would run: {why}", key=parts.key)
            )
            return
        self._start(step, parts, why)

    def _blocked(self, step: Step) -> StepResult | None:
        """What becomes of a step whose needs have no result."""
        for source in step.sources:
            before = self.results.get(source.of) if source.is_step else None
            if before is None:
                continue
            if before.outcome in (StepOutcome.FAILED, StepOutcome.SKIPPED):
                verb = "failed" if before.outcome is StepOutcome.FAILED else "did not run"
                why = f"may run: {source.of} runs before it" if self._dry_run else f"{source.of} {verb}"
                return StepResult(name=step.name, outcome=StepOutcome.SKIPPED, why=why)
            if before.output and before.output.part(source.item) is None:
                says = f"{source.of} gives no part {source.item}"
                parts = before.output.value.get("items")
                fix = f"one of: {', '.join(parts)}" if isinstance(parts, dict) else "return a mapping with that name"
                return _failed(step, Failure(says, step.where, None, fix))
        return None

    def _input_ids(self, step: Step) -> dict[str, str]:
        found = {}
        for source in step.sources:
            if source.is_step:
                output = self.results[source.of].output
                assert output is not None
                found[source.name] = f"{output.id} {source.item or ''}"
            else:
                found[source.name] = f"dataset {self._inputs[source.of].id}"
        return found

    def _why(self, step: Step, parts: KeyParts) -> str:
        latest = self._cache.latest(step.name)
        if latest is None:
            return "it never ran"
        return sentence(reasons(latest.parts, parts)) or "what it gave is not stored any more"

    def _start(self, step: Step, parts: KeyParts, why: str) -> None:
        if self._scratch is None:
            self._scratch = _RunScratch(self._folder / _SCRATCH, self._inputs, self._files)
            reach("scratch")
        self._say(step.name, "starts", why)
        thread = threading.Thread(target=self._work, args=(step, parts, why, self._scratch), name=f"step {step.name}")
        self._threads[step.name] = thread
        thread.start()

    def _work(self, step: Step, parts: KeyParts, why: str, scratch: _RunScratch) -> None:
        try:
            self._ended.put((step.name, self._execute(step, parts, why, scratch)))
        except BaseException as error:
            self._ended.put((step.name, error))

    def _execute(self, step: Step, parts: KeyParts, why: str, scratch: _RunScratch) -> StepResult:
        from rung.pipeline.executing import execute  # noqa: PLC0415 - a run without changes needs neither
        from rung.pipeline.jobs import make_job  # noqa: PLC0415

        outputs = {name: each.output for name, each in list(self.results.items()) if each.output}
        job = make_job(
            step, self._pipeline, self._environment, scratch.folder / step.name, scratch.lay_out, outputs,
            self._variables, self._protected,
        )  # fmt: skip
        runner = self._runner or _local()
        hear = lambda line: self._say(step.name, "says", line)  # noqa: E731
        return execute(step, parts, job, runner, self._stop, hear, self._files, self._cache, why)

    def _take_ended(self) -> None:
        name, ended = self._next_ended()
        self._threads.pop(name).join()
        self._states.forget_the_moment()
        if isinstance(ended, RungError):
            ended = _failed(self._pipeline.steps[name], Failure(ended.what, ended.where, None, ended.fix))
        if isinstance(ended, BaseException):
            raise ended
        self._settle(ended)

    def _next_ended(self) -> tuple[str, StepResult | BaseException]:
        """Waits in short spells: the system may hand Ctrl-C to another thread, and then nothing wakes this one."""
        while True:
            try:
                return self._ended.get(timeout=_SPELL)
            except queue.Empty:
                continue

    def _settle(self, result: StepResult) -> None:
        self.results[result.name] = result
        self._say(result.name, "ends", f"{result.outcome}: {result.why}")

    def _say(self, step: str, event: str, text: str) -> None:
        done = sum(each.why != "not asked for" for each in list(self.results.values()))
        self._tell(Progress(step, event, text, done, self._of))


class _RunScratch:
    """Where a run works, locked while it lives; what dead runs left is swept away when the next begins."""

    def __init__(self, above: Path, inputs: Mapping[str, InputVersion], files: BlobStore) -> None:
        from rung.pipeline.laying_out import LayOut  # noqa: PLC0415 - a run without changes needs none of it
        from rung.store.files.scratch import Scratch, sweep  # noqa: PLC0415

        with writing(above):
            above.mkdir(parents=True, exist_ok=True)
            sweep(above)
            self._scratch = Scratch(above)
        self.folder = self._scratch.folder
        self.lay_out: LayOut = LayOut(self.folder / "inputs", inputs, files)

    def close(self) -> None:
        with suppress(OSError):
            self._scratch.close()


def _local() -> Runner:
    from rung.pipeline.runners.local import LocalRunner  # noqa: PLC0415

    return LocalRunner()


def _failed(step: Step, failure: Failure) -> StepResult:
    return StepResult(name=step.name, outcome=StepOutcome.FAILED, why=failure.says, failure=failure)


def _cached(step: Step, found: CacheRecord) -> StepResult:
    return StepResult(
        name=step.name, outcome=StepOutcome.CACHED, why=f"unchanged since {found.at:%Y-%m-%d %H:%M}", key=found.key,
        seconds=found.seconds, cpu_seconds=found.cpu_seconds, peak_memory_bytes=found.peak_memory_bytes,
        output=found.output, log=found.log, notebook=found.notebook,
    )  # fmt: skip
