"""What the model of a run is worth: it answers the rows of the holdout, and the gates judge the answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from msgspec import Struct

from rung.domain.dataset import DatasetVersion
from rung.domain.evaluation import Evaluation
from rung.domain.model_version import Alias, ModelVersion
from rung.errors import ManifestError, RungError
from rung.evaluate.gates.reading import read_gates
from rung.evaluate.judging import Candidate, evaluate, metrics_of
from rung.evaluate.outcomes import Said, latency_of, outcomes_of, task_of
from rung.metrics.performance.base import Outcomes, Task
from rung.pipeline import PipelineResult, run
from rung.pipeline.steps import Pipeline, Source, Step
from rung.workspace.inputs import HELD_OUT, Inputs
from rung.workspace.loop import Loop
from rung.workspace.predicting import Predictor
from rung.workspace.rows import Rows, rows_of

if TYPE_CHECKING:
    from rung.evaluate.gates.base import Gate
    from rung.pipeline.base import Tell


class Judged(Struct, frozen=True):
    """What came of it."""

    evaluation: Evaluation
    rows: pl.DataFrame
    """The holdout as the model takes it."""
    said: Said
    """What it said of them."""


class Judge:
    """Judges the model of one run. Nothing of it can be read by a step: it works when all of them have ended."""

    def __init__(
        self, loop: Loop, pipeline: Pipeline, inputs: Inputs, predictor: Predictor, *, compare: bool = True
    ) -> None:
        """`compare`: whether it is held against the champion, and asked by the gates."""
        self._loop = loop
        self._compare = compare
        self._pipeline = pipeline
        self._inputs = inputs
        self._predictor = predictor
        self._project = loop.project
        self._file = loop.project.file

    def judge(
        self, step: Step, result: PipelineResult, model: Path, versions: Mapping[str, DatasetVersion], tell: Tell
    ) -> Judged:
        """Hold the model in a folder against the holdout.

        Raises
        ------
        ManifestError
            `model:` or `evaluate:` do not fit the pipeline.
        RefusedError
            The model does not answer the rows.
        StepError
            A step before the model's fails on the rows of the holdout.
        """
        source, trained_on = self._labelled(step, result)
        held = self._held_out(source, versions, tell)
        label = self._label
        truth = held.frame[label].to_list()
        where = f"step {step.name}"
        task = task_of(self._file.model.task if self._file.model else None, truth, where=self._project.line("model"))
        asked = held.frame.drop(label)
        said = self._predictor.predict(model, asked, step.frame, where=where)
        candidate = Candidate(
            model=self._name,
            task=task,
            outcomes=outcomes_of(said, truth, task, where=where),
            trained_on=trained_on.frame[label].drop_nulls().to_numpy(),
            protected=tuple(self._file.model.protected) if self._file.model else (),
            champion=self._champion(asked, truth, task, step.frame),
            columns=self._columns(held),
            together=held.days(self._entry.time),
            latency_ms=latency_of(said),
        )
        assert self._inputs.holdout is not None
        assert self._inputs.labelled is not None
        evaluation = evaluate(
            candidate,
            decides=self._decides(task),
            gates=self.gates() if self._compare else [],
            at=datetime.now(UTC),
            holdout=self._inputs.holdout.says,
            dataset=f"{self._inputs.labelled}@{versions[self._inputs.labelled].id}",
        )
        return Judged(evaluation, asked, said)

    def must_fit(self) -> None:
        """Find what `rung.yaml` says wrong of the judgement before anything runs. Raises `ManifestError`."""
        written = self._file.model.task if self._file.model else None
        tasks = [each.value for each in Task]
        if written is not None and written not in (*tasks, "any"):
            near = get_close_matches(written, tasks, 1, 0.4)
            raise ManifestError(
                f"there is no task {written}",
                where=self._project.line("model.task"),
                fix=f"did you mean {near[0]}?" if near else f"one of: {', '.join(tasks)}",
            )
        decides = self._file.evaluate.metric if self._file.evaluate else None
        known = (
            metrics_of(Task(written)) if written in tasks else {n: m for t in Task for n, m in metrics_of(t).items()}
        )
        if decides is not None and decides not in known:
            near = get_close_matches(decides, known, 1)
            raise ManifestError(
                f"{decides} is no metric{f' of {written}' if written else ''}",
                where=self._project.line("evaluate.metric"),
                fix=f"did you mean {near[0]}?" if near else f"one of: {', '.join(sorted(known))}",
            )
        self.gates()

    def gates(self) -> list[Gate]:
        """As `evaluate.gates` names them. Raises `ManifestError`."""
        section = self._file.evaluate
        return read_gates(section.gates, self._project.line("evaluate.gates")) if section and section.gates else []

    def _labelled(self, step: Step, result: PipelineResult) -> tuple[Source, Rows]:
        """What brings the label to the step that makes the model."""
        seen = []
        for source in step.sources:
            rows = self._rows_of(source, result)
            if rows is not None and self._label in rows.frame.columns:
                return source, rows
            seen.append(source.name)
        raise ManifestError(
            f"none of the inputs of step {step.name} ({', '.join(seen) or 'it has none'}) has the column {self._label}",
            where=self._project.line(f"pipeline.{step.name}"),
            fix=f"hand rows with {self._label} to it, as a frame or a Parquet file: the model is judged on such rows; "
            f"or correct the label of {self._inputs.labelled}",
        )

    def _rows_of(self, source: Source, result: PipelineResult) -> Rows | None:
        if source.is_step:
            return rows_of(result, source)
        if source.of != self._inputs.labelled:
            return None
        return self._inputs.rows(source.of, held_out=False)

    def _held_out(self, source: Source, versions: Mapping[str, DatasetVersion], tell: Tell) -> Rows:
        """The rows of the holdout as the step would get them: through the same steps, as new rows go."""
        if not source.is_step:
            return self._inputs.rows(source.of, held_out=True)
        ids = {name: each.id for name, each in versions.items()}
        halves = self._inputs.halves(ids, HELD_OUT)
        done = run(
            self._pipeline,
            halves,
            self._loop.files,
            self._project.home.folder / "holdout",
            only=[source.of],
            tell=tell,
        )
        done.must_be_ok("on the rows of the holdout")
        rows = rows_of(done, source)
        assert rows is not None
        return rows

    def _champion(
        self, rows: pl.DataFrame, truth: list[Any], task: Task, frame: str | None
    ) -> tuple[str, Outcomes] | None:
        """What answers in production, on the same rows."""
        version = self._answers() if self._compare else None
        if version is None:
            return None
        from rung.registry.loading import load  # noqa: PLC0415

        where = version.name
        try:
            folder = load(version, self._loop.files, self._project.home.folder / "cache" / "models")
            said = self._predictor.predict(folder, rows, frame, where=where)
            return version.name, outcomes_of(said, truth, task, where=where)
        except RungError as error:
            error.what = f"the champion {version.name} cannot be compared with: {error.what}"
            error.fix = error.fix or f"release another version, or roll back: rung rollback {version.model}"
            raise

    def _answers(self) -> ModelVersion | None:
        with self._loop.store.reading() as reader:
            number = reader.models.aliases(self._name).get(Alias.CHAMPION)
            return reader.models.get(self._name, number) if number else None

    def _columns(self, held: Rows) -> dict[str, Any]:
        model = self._file.model
        asked = dict.fromkeys([*model.slices, *model.protected]) if model else {}
        missing = [each for each in asked if each not in held.frame.columns]
        if missing:
            raise ManifestError(
                f"the rows that the model is judged on have no column {missing[0]}",
                where=self._project.line("model.slices"),
                fix="keep the column in the step before the model's, or take it out of model.slices",
            )
        return {each: held.frame[each].to_numpy() for each in asked}

    def _decides(self, task: Task) -> str:
        section = self._file.evaluate
        usual = {Task.BINARY: "roc_auc", Task.MULTICLASS: "balanced_accuracy", Task.REGRESSION: "mae"}
        return (section.metric if section else None) or usual[task]

    @property
    def _name(self) -> str:
        return (self._file.model.name if self._file.model else None) or self._project.name

    @property
    def _entry(self) -> Any:
        assert self._inputs.labelled is not None
        return self._file.datasets[self._inputs.labelled]

    @property
    def _label(self) -> str:
        return str(self._entry.label)
