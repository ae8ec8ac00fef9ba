"""One attempt to run the pipeline, from its first record to its last."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rung.domain.dataset import DatasetVersion
from rung.domain.evaluation import Evaluation
from rung.domain.run import Run, RunStatus
from rung.errors import ManifestError, RefusedError, RungError, StorageError
from rung.evaluate.splitting import Apart
from rung.govern.roles import Permission
from rung.pipeline import PipelineResult
from rung.pipeline.environment import environment_of
from rung.pipeline.steps import Pipeline, Step
from rung.registry.packaging import Package, package
from rung.registry.projecting import tell_run
from rung.registry.registering import draft_of
from rung.registry.tracking import names_experiment
from rung.registry.working_tree import keep_working_diff
from rung.release.requests import ROWS, record_requests
from rung.workspace.asking import Asked, Done, Hearing
from rung.workspace.candidates import Judge, Judged
from rung.workspace.commit import commit_of, own_code
from rung.workspace.inputs import TRAINING, Inputs
from rung.workspace.last import Last, all_cached, key_of, write_last
from rung.workspace.model_versions import Models
from rung.workspace.passes import Passes
from rung.workspace.predicting import Predictor
from rung.workspace.secrets import without_secrets
from rung.workspace.turn import Turn

_SHOWN = 20
"""Rows that are kept with a model, to see that it answers them alike elsewhere."""


class Attempt:
    """Every state that it reaches is in the store; killed anywhere, the next attempt goes on from what is there."""

    def __init__(self, passes: Passes, pipeline: Pipeline, inputs: Inputs, asked: Asked, hear: Hearing) -> None:
        self._passes = passes
        self._loop = passes.loop
        self._project = passes.project
        self._pipeline = pipeline
        self._inputs = inputs
        self._asked = asked
        self._hear = hear
        self._models = Models(passes.loop)
        self._result: PipelineResult | None = None
        self._evaluation: Evaluation | None = None
        self._apart: Apart | None = None
        self._tracked_as = ""
        """The run in MLflow that the steps log to."""

    def carry_out(self) -> Done:
        """See `Runs.run`."""
        with Turn(self._passes.folder) as turn:
            self._bury(turn)
            run = self._begin()
            turn.say(run.id)
            try:
                done = self._carried_out(run)
            except BaseException as error:
                if self._end(run, error):
                    turn.done()
                raise
            turn.done()
        self._tell(done.run)
        return done

    def _bury(self, turn: Turn) -> None:
        """End the record of a run whose process is gone."""
        lost = turn.left_behind()
        if lost is None:
            return
        with self._loop.store.writing(self._loop.actor) as writer:
            found = writer.runs.get(lost)
            if found is not None and found.status is RunStatus.RUNNING:
                writer.runs.finish(lost, RunStatus.CANCELLED, datetime.now(UTC), {}, why="its process is gone")
                self._hear.says(f"run {lost} did not end: its process is gone; what it finished is used")

    def _begin(self) -> Run:
        self._loop.identity.must(Permission.RUN, where="rung run")
        self._model_step()  # what `model:` says is wrong before hours of training, not after
        self._gates()
        versions = self._inputs.versions or self._inputs.take(self._hear.data)
        environment = environment_of(self._pipeline, self._passes.folder)
        lock = "".join(f"{each}\n" for each in (environment.python, *environment.packages))
        now = datetime.now(UTC)
        diff = keep_working_diff(self._project.root, self._loop.files)
        run = Run(
            id=f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
            project=self._project.name,
            started_at=now,
            by=self._loop.actor.name,
            commit=commit_of(self._project.root),
            dirty=diff is not None,
            params={name: dict(step.params) for name, step in self._pipeline.steps.items() if step.params},
            datasets={name: each.id for name, each in versions.items()},
            environment=environment.digest,
            contracts=self._inputs.contracts(),
            diff=diff,
            lock=self._loop.files.put_bytes(lock.encode()),
        )
        with self._loop.store.writing(self._loop.actor) as writer:
            writer.runs.begin(run)
        return run

    def _carried_out(self, run: Run) -> Done:
        versions = self._inputs.versions
        self._check_contracts()
        self._apart = apart = self._inputs.hold_out()
        if apart is not None:
            assert self._inputs.holdout is not None
            self._hear.says(f"held out: {self._inputs.holdout.says}, {apart.rows:,} rows")
        halves = self._inputs.halves(run.datasets, TRAINING)
        planned = self._passes.steps(self._pipeline, halves, self._asked, dry_run=True)
        variables = {} if all_cached(planned) else self._tracked(run)
        self._result = result = self._passes.steps(
            self._pipeline,
            halves,
            self._asked,
            variables=variables,
            protected=self._inputs.protected(),
            tell=self._hear.steps,
        )
        self._gather()
        result.must_be_ok()
        step = None if self._asked.only else self._model_step()
        with tempfile.TemporaryDirectory(prefix="rung-") as room:
            return self._concluded(run, versions, result, step, Path(room))

    def _concluded(
        self, run: Run, versions: Mapping[str, DatasetVersion], result: PipelineResult, step: Step | None, room: Path
    ) -> Done:
        draft = None
        if step is not None:
            result.lay_out_model(step.name, room / "made")
            predictor = Predictor(environment_of(self._pipeline, self._passes.folder).interpreter, self._project.root)
            judged = self._judged(step, result, room / "made", versions, predictor)
            packed = self._packed(step, room, judged)
            permission = self._models.permission()
            if judged is not None:
                # A release is held to these answers, in whatever environment it will give them.
                rows = _asked(judged).head(ROWS).to_pandas()
                record_requests(packed.folder, rows, lambda asked: judged.said.predicted[: len(asked)])
            draft = draft_of(
                packed,
                self._loop.files,
                self._loop.actor,
                model=self._model_name(),
                run=run,
                evaluation=self._evaluation,
                trust=permission.trust if permission else None,
            )
            refused = [each for each in self._evaluation.gates if not each.ok] if self._evaluation else []
            if refused:
                assert self._evaluation is not None
                self._hear.refused(self._evaluation)
                raise RefusedError("; ".join(each.says for each in refused), where=self._gates_line())
        with self._loop.store.writing(self._loop.actor) as writer:
            version = writer.models.register(draft) if draft is not None else None
            self._finish(writer, run, RunStatus.SUCCESS, "")
            ended = writer.runs.get(run.id)
        if not self._asked.only:
            key = key_of(self._project, run.datasets, run.contracts)
            write_last(self._passes.folder, Last(key, run.id, version.name if version else ""))
        return Done(result=result, run=ended, datasets=versions, version=version, evaluation=self._evaluation)

    def _packed(self, step: Step, room: Path, judged: Judged | None) -> Package:
        try:
            return package(room / "made", room / "model", sample=_sample(judged), permission=self._models.permission())
        except RungError as error:
            error.where = step.where  # rather than a folder that is gone when somebody looks
            raise

    def _judged(
        self,
        step: Step,
        result: PipelineResult,
        model: Path,
        versions: Mapping[str, DatasetVersion],
        predictor: Predictor,
    ) -> Judged | None:
        if self._inputs.holdout is None:
            return None
        judge = Judge(self._loop, self._pipeline, self._inputs, predictor)
        judged = judge.judge(step, result, model, versions, self._hear.steps)
        self._evaluation = judged.evaluation
        if self._apart is not None and judged.evaluation.rows != self._apart.rows:
            self._hear.warns(
                f"judged on {judged.evaluation.rows:,} of {self._apart.rows:,} rows held out: the steps before the "
                "model drop or multiply the others"
            )
        return judged

    def _check_contracts(self) -> None:
        broken = []
        for name, report in self._inputs.check().items():
            self._hear.checked(name, report)
            if not report.ok:
                broken.append((name, report))
        if broken:
            name, report = broken[0]
            first = next(each for each in report.violations if each.stops)
            more = sum(each.stops for _, each_report in broken for each in each_report.violations) - 1
            raise RefusedError(
                f"{name} breaks its contract: {first.sentence}" + (f"; and {more} more" if more else ""),
                where=self._project.file.datasets[name].contract,
                fix=f"correct the data, or the contract; rung data check {name} shows all",
            )

    def _tracked(self, run: Run) -> dict[str, str]:
        """Where the user's own code logs to; nowhere of ours when MLflow does not answer."""
        tracking = self._models.tracking
        try:
            self._tracked_as = tracking.start(run)
            return tracking.variables(self._tracked_as, pinned=not names_experiment(own_code(self._project.root)))
        except StorageError as error:
            self._hear.warns(f"MLflow does not answer, and is told later: {error}")
            return {}

    def _gather(self) -> None:
        """Take over what the user's own code logged into runs of its own."""
        if self._tracked_as:
            try:
                self._models.tracking.gather(self._tracked_as)
            except StorageError as error:
                self._hear.warns(f"what the steps logged to MLflow is not gathered: {error}")

    def _end(self, run: Run, error: BaseException) -> bool:
        """Record that it did not succeed, whatever it was; whether that could be recorded."""
        status, why = RunStatus.FAILURE, without_secrets(str(error) or type(error).__name__)
        if isinstance(error, RefusedError):
            status = RunStatus.REFUSED
        elif isinstance(error, KeyboardInterrupt):
            status, why = RunStatus.CANCELLED, "interrupted"
        try:
            with self._loop.store.writing(self._loop.actor) as writer:
                began = writer.runs.get(run.id)
                if began is not None and began.status is RunStatus.RUNNING:
                    self._finish(writer, run, status, why)
                ended = writer.runs.get(run.id)
        except StorageError as trouble:
            # What went wrong first is what a person has to hear of; the next run ends this record.
            self._hear.warns(f"the end of the run is not recorded: {trouble}")
            return False
        if not isinstance(error, KeyboardInterrupt):
            self._tell(ended)
        return True

    def _finish(self, writer: Any, run: Run, status: RunStatus, why: str) -> None:
        result = self._result
        steps = tuple(each.record() for each in result.steps.values()) if result else ()
        figures = dict(result.figures()) if result else {}
        if self._evaluation is not None:
            figures |= {f"holdout.{name}": value for name, value in self._evaluation.metrics.items()}
        writer.runs.finish(
            run.id,
            status,
            datetime.now(UTC),
            figures,
            steps=steps,
            cpu_seconds=sum(each.cpu_seconds or 0.0 for each in steps),
            peak_memory_bytes=max((each.peak_memory_bytes or 0 for each in steps), default=0),
            why=why,
            evaluation=self._evaluation,
        )

    def _tell(self, run: Run | None) -> None:
        """Let MLflow know; where it does not answer, the outbox remembers."""
        if run is None:
            return
        from rung.registry.projecting import stored_artefacts  # noqa: PLC0415

        artefacts = stored_artefacts(run, self._loop.files)
        why = tell_run(run, self._loop.store, self._models.tracking, self._loop.actor, artefacts) or self._models.tell()
        if why:
            self._hear.warns(f"MLflow does not answer, and is told later: {why}")

    def _model_step(self) -> Step | None:
        """The step that makes the model; `None` where `rung.yaml` names no model. Raises `ManifestError`."""
        section = self._project.file.model
        if section is None:
            return None
        if section.from_ is None:
            fix = f"from: one of {', '.join(self._pipeline.steps)}"
            raise ManifestError("model: does not say which step makes it", where=self._project.line("model"), fix=fix)
        step = self._pipeline.steps.get(section.from_)
        if step is None:
            fix = f"one of: {', '.join(self._pipeline.steps)}"
            raise ManifestError(f"there is no step {section.from_}", where=self._project.line("model.from"), fix=fix)
        return step

    def _gates(self) -> None:
        """Raises `ManifestError` for a task, a label, slices or gates that nobody could judge."""
        section = self._project.file.evaluate
        if section is None or self._project.file.model is None:
            return
        if section.holdout is None:
            raise ManifestError(
                "evaluate: needs rows that no step sees",
                where=self._project.line("evaluate"),
                fix="holdout: {latest: 14d}, {group: COLUMN, share: 20%} or {random: 20%, seed: 7}",
            )
        assert self._inputs.labelled
        Judge(self._loop, self._pipeline, self._inputs, Predictor(Path(), self._project.root)).must_fit()

    def _model_name(self) -> str:
        section = self._project.file.model
        return (section.name if section else None) or self._project.name

    def _gates_line(self) -> str:
        return self._project.line("evaluate.gates")


def _sample(judged: Judged | None) -> Any:
    if judged is None:
        return None
    from rung.registry.signature import Sample  # noqa: PLC0415

    return Sample(_asked(judged).head(_SHOWN).to_pandas(), np.asarray(judged.said.predicted[:_SHOWN]))


def _asked(judged: Judged) -> pl.DataFrame:
    """The rows, with the columns that the model takes."""
    return judged.rows.select(judged.said.columns) if judged.said.columns else judged.rows
