"""Runs in MLflow: in the workspace by default, on any server by its address. The store has every run in any case."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from rung.domain.run import Run
from rung.registry.engine import ENVIRONMENT, answering, client, missing, shown, told
from rung.registry.run_entries import ENDED, inputs_of, metrics_of, milliseconds, params_of, tags_of

URI = "MLFLOW_TRACKING_URI"
RUN_TAG = "rung.run"
_BATCH = 100
"""Params, or tags, that MLflow takes at once."""
_MANY = 1_000
"""Metrics that it takes at once."""


class Tracking:
    """A tracking server or store, and one experiment in it. MLflow is imported when it is first asked for something."""

    def __init__(self, uri: str, experiment: str, artifacts: Path | None = None) -> None:
        """`artifacts`: where a store in a file keeps what is no number; servers know it themselves."""
        self.uri = uri
        self.experiment = experiment
        self._artifacts = artifacts

    @property
    def shown(self) -> str:
        """The address without a password."""
        return shown(self.uri)

    @cached_property
    def client(self) -> Any:
        """MLflow's client. Raises `StorageError`."""
        self._make_room()
        return client(self.uri)

    @cached_property
    def experiment_id(self) -> str:
        """The experiment, made where it is missing. Raises `StorageError`."""
        with answering(self.uri):
            found = self.client.get_experiment_by_name(self.experiment)
            if found is not None:
                if found.lifecycle_stage == "deleted":
                    self.client.restore_experiment(found.experiment_id)
                return told(found.experiment_id, self.uri)
            place = self._artifacts.absolute().as_uri() if self._artifacts else None
            try:
                return told(self.client.create_experiment(self.experiment, artifact_location=place), self.uri)
            except Exception:
                found = self.client.get_experiment_by_name(self.experiment)  # somebody else made it meanwhile
                if found is None:
                    raise
                return told(found.experiment_id, self.uri)

    def variables(self, tracked: str, *, pinned: bool = True) -> dict[str, str]:
        """Environment of the user's own code: what it logs, by hand or by autolog, lands in the run `tracked`.

        MLflow forgets the run after its first use in a process; runs that it begins later hang below the same one. With
        `pinned=False` all hang below it, and `gather` brings them together: for code that `names_experiment`, which
        MLflow would refuse to run.
        """
        below = {"mlflow.parentRunId": tracked}
        pin = {"MLFLOW_RUN_ID": tracked} if pinned else {}
        return {
            **pin,
            **{name: value for name, value in ENVIRONMENT.items() if name not in os.environ},
            URI: self.uri,
            "MLFLOW_EXPERIMENT_NAME": self.experiment,
            "MLFLOW_RUN_CONTEXT": msgspec.json.encode(below).decode(),
        }

    def gather(self, tracked: str) -> list[str]:
        """Give a run the params and last metrics of runs below it, in whichever experiment; MLflow's ids of those.

        What it has itself stays; of two below it, the first wins. Raises `StorageError`.
        """
        from mlflow.entities import Metric, Param  # noqa: PLC0415

        with answering(self.uri):
            everywhere = [each.experiment_id for each in self.client.search_experiments()]
            below = self.client.search_runs(
                everywhere, f"tags.`mlflow.parentRunId` = '{_quoted(tracked)}'", order_by=["attributes.start_time ASC"]
            )
            had = self.client.get_run(tracked).data
            params, metrics = dict(had.params), dict(had.metrics)
            for each in below:
                for key, value in each.data.params.items():
                    params.setdefault(key, value)
                for key, value in each.data.metrics.items():
                    metrics.setdefault(key, value)
            at = max((each.info.start_time for each in below), default=0)
            new_params = [Param(key, value) for key, value in params.items() if key not in had.params]
            new_metrics = [Metric(key, value, at, 0) for key, value in metrics.items() if key not in had.metrics]
            self._log_batches(tracked, params=new_params, metrics=new_metrics)
        return [str(each.info.run_id) for each in below]

    def find(self, run: str) -> str | None:
        """MLflow's id of a run of Rung. Raises `StorageError`."""
        with answering(self.uri):
            found = self.client.search_runs([self.experiment_id], f"tags.`{RUN_TAG}` = '{_quoted(run)}'", max_results=1)
        return found[0].info.run_id if found else None

    def start(self, run: Run) -> str:
        """Begin a run, or find the one that was begun; MLflow's id. Raises `StorageError`."""
        known = run.tracking if run.tracking and self._is_there(run.tracking) else self.find(run.id)
        if known:
            return known
        with answering(self.uri):
            made = self.client.create_run(
                self.experiment_id,
                start_time=milliseconds(run.started_at),
                tags={RUN_TAG: run.id, **tags_of(run)},
                run_name=run.id,
            )
        return told(made.info.run_id, self.uri)

    def _is_there(self, tracked: str) -> bool:
        """Whether somebody has not deleted it."""
        with answering(self.uri):
            try:
                return str(self.client.get_run(tracked).info.lifecycle_stage) == "active"
            except Exception as error:
                if missing(error):
                    return False
                raise

    def record(self, run: Run, artefacts: Mapping[str, bytes] | None = None) -> str:
        """Let MLflow show a run as the store has it, with its artefacts by path; again changes nothing.

        What the user's code has logged stays. Raises `StorageError`.
        """
        tracked = self.start(run)
        with answering(self.uri):
            self._log(tracked, run)
            if artefacts:
                self._log_files(tracked, artefacts)
            if run.status in ENDED:
                ended = milliseconds(run.ended_at) if run.ended_at else None
                self.client.set_terminated(tracked, ENDED[run.status], ended)
        return tracked

    def _log(self, tracked: str, run: Run) -> None:
        from mlflow.entities import Metric, Param, RunTag  # noqa: PLC0415

        there = self.client.get_run(tracked).data.params
        params = [Param(key, value) for key, value in params_of(run).items() if key not in there]  # they never change
        tags = [RunTag(key, value) for key, value in tags_of(run).items()]
        at = milliseconds(run.ended_at or run.started_at)
        metrics = [Metric(key, value, at, 0) for key, value in metrics_of(run).items()]
        self._log_batches(tracked, params=params, tags=tags, metrics=metrics)
        if run.datasets:
            self.client.log_inputs(tracked, datasets=inputs_of(run))

    def _log_batches(
        self, tracked: str, *, params: Sequence[Any] = (), tags: Sequence[Any] = (), metrics: Sequence[Any] = ()
    ) -> None:
        for start in range(0, max(len(params), len(tags)), _BATCH):
            self.client.log_batch(tracked, params=params[start : start + _BATCH], tags=tags[start : start + _BATCH])
        for start in range(0, len(metrics), _MANY):
            self.client.log_batch(tracked, metrics=metrics[start : start + _MANY])

    def _log_files(self, tracked: str, artefacts: Mapping[str, bytes]) -> None:
        import tempfile  # noqa: PLC0415

        with tempfile.TemporaryDirectory(prefix="rung-") as room:
            for name, content in artefacts.items():
                path = Path(room) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            self.client.log_artifacts(tracked, room)

    def _make_room(self) -> None:
        path = re.match(r"sqlite:///(?P<path>.+)", self.uri)
        if path:
            Path(path["path"]).parent.mkdir(parents=True, exist_ok=True)


def open_tracking(workspace: Path, project: str, environment: Mapping[str, str] | None = None) -> Tracking:
    """Where runs of a project are tracked: at `MLFLOW_TRACKING_URI`, else in a file of the workspace.

    `MLFLOW_EXPERIMENT_NAME` names the experiment where it is set, else the project does.
    """
    given = os.environ if environment is None else environment
    uri = given.get(URI, "").strip()
    experiment = given.get("MLFLOW_EXPERIMENT_NAME", "").strip() or project
    if not uri:
        return Tracking(f"sqlite:///{(workspace / 'mlflow.db').absolute()}", experiment, workspace / "mlflow-artifacts")
    return Tracking(uri, experiment)


def names_experiment(sources: Iterable[Path]) -> bool:
    """Whether code chooses an experiment of its own: MLflow then refuses to log into a run of another one."""
    for path in sources:
        try:
            if b"set_experiment" in path.read_bytes():
                return True
        except OSError:
            continue
    return False


def _quoted(text: str) -> str:
    return text.replace("'", "")
