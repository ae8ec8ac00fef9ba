"""From runs and versions of MLflow to events, and which of them are this project's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from rung.assess.clock import SKEW
from rung.assess.records.base import Reading, Source, Whose, summed_up
from rung.assess.records.mlflow.base import Store, StoreError, TrackedRun, TrackedVersion
from rung.assess.records.mlflow.database import Database
from rung.assess.records.mlflow.folder import Folder
from rung.assess.records.mlflow.server import Server
from rung.assess.records.telling import is_program
from rung.assess.regex import regex
from rung.domain.record import ModelRelease, PipelineRun, Record, Status

COMMIT = "mlflow.source.git.commit"
REPOSITORY = "mlflow.source.git.repoURL"
DEFAULT = "Default"
"""The experiment that runs fall into when nobody names one."""
MOST_WORDS = 20_000
"""Characters of a description."""
AN_AFTERNOON = timedelta(hours=1)
"""A demonstration is over within it."""
OWNERS = ("owner", "model_owner", "responsible", "contact", "team")
"""Tags in which people write who answers for a model, in any case."""
LIVE = frozenset({"production", "champion", "prod", "live"})
_STATUS: dict[str, Status] = {"FINISHED": "success", "FAILED": "failure", "KILLED": "cancelled"}


class Mlflow(Source):
    """One store."""

    def __init__(self, store: Store, name: str, experiment: str | None = None) -> None:
        """`name` is what the reader calls it; `experiment` says which runs are this project's."""
        self._store = store
        self._name = name
        self._experiment = experiment

    def read(self, whose: Whose, now: datetime) -> Reading:
        """Runs as `pipeline_run`, model versions as `model_release`."""
        try:
            runs, versions = self._store.runs(), self._store.versions()
        except StoreError as error:
            return summed_up(self._name, (), problems=[str(error)])
        ended = [each for each in runs if each.end and _moment(each.end) - now <= SKEW]
        own = [each for each in ended if self._is_own(each, whose)]
        ids = {each.id for each in own}
        released = [each for each in versions if each.run in ids]
        demo = demonstrations(own)
        records: list[Record] = [_training(each, simulated=each.id in demo) for each in own]
        records += [event for each in released for event in _releases(each, own, simulated=each.run in demo)]
        return summed_up(
            self._name, records, unmatched=len(ended) - len(own) + len(versions) - len(released), problems=()
        )

    def _is_own(self, run: TrackedRun, whose: Whose) -> bool:
        if self._experiment is not None:
            return run.experiment == self._experiment
        commit, repository = run.tags.get(COMMIT), run.tags.get(REPOSITORY)
        if commit:
            return commit in whose.commits or bool(repository and _same(repository, whose.remote))
        return bool(repository and _same(repository, whose.remote))


def mlflow_source(address: str, root: Path, experiment: str | None = None) -> Mlflow:
    """The source behind an address as `rung.yaml` gives it: a server, a database file, or a folder.

    Relative paths are seen from `root`.
    """
    if is_server(address):
        return Mlflow(Server(address), f"MLflow server {address}", experiment)
    path = local_path(address)
    place = root / path
    if _scheme(address) != "sqlite" and place.is_dir():
        return Mlflow(Folder(place), f"MLflow folder {path}", experiment)
    return Mlflow(Database(place), f"MLflow database {path}", experiment)


def is_server(address: str) -> bool:
    """Whether an address is one of the network, however its scheme is written."""
    return _scheme(address) in ("http", "https")


def local_path(address: str) -> str:
    """The path in an address on this machine: of `sqlite:///mlflow.db`, of `file:/srv/mlruns`, a plain path."""
    if _scheme(address) == "sqlite":
        return unquote(address.removeprefix("sqlite:///"))
    return unquote(urlsplit(address).path) if _scheme(address) == "file" else address


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme
    except ValueError:  # a bracket left open where the host stands: no address that can be reached
        return ""


def demonstrations(runs: Iterable[TrackedRun]) -> frozenset[str]:
    """Runs that somebody made to try MLflow: all of the default experiment, when they lie within an hour."""
    default = [each for each in runs if each.experiment == DEFAULT]
    if not default:
        return frozenset()
    first, last = min(each.start for each in default), max(each.start for each in default)
    over = timedelta(milliseconds=last - first) <= AN_AFTERNOON
    return frozenset(each.id for each in default) if over else frozenset()


def _training(run: TrackedRun, *, simulated: bool) -> PipelineRun:
    return PipelineRun(
        at=_moment(run.end or run.start),
        id=f"mlflow:{run.id}",
        by=run.tags.get("mlflow.user"),
        service=is_program(run.tags.get("mlflow.user")) or None,
        commit=run.tags.get(COMMIT),
        simulated=simulated,
        status=_STATUS.get(run.status, "failure"),
        pipeline=run.tags.get("mlflow.project.entryPoint") or run.experiment or "mlflow",
        run=run.id,
        data=", ".join(run.data) or None,
        params=dict(run.params),
        metrics=dict(run.metrics),
        seconds=(run.end - run.start) / 1000 if run.end else None,
    )


def _releases(version: TrackedVersion, runs: Iterable[TrackedRun], *, simulated: bool) -> Iterator[ModelRelease]:
    """Its registration, and its promotion when it holds a live alias or stage."""
    made_by = next((each for each in runs if each.id == version.run), None)
    names = [version.stage, *version.aliases]
    live = next((name for name in names if name.lower() in LIVE), None)
    tags = {key.lower(): value for key, value in version.tags.items()}
    for decision, moment in (("registered", version.created), ("promoted", version.updated)):
        if decision == "registered" or live:
            yield ModelRelease(
                at=_moment(moment or version.created),
                id=f"mlflow:{version.model}:{version.version}:{decision}",
                by=version.tags.get("mlflow.user"),
                commit=made_by.tags.get(COMMIT) if made_by else None,
                simulated=simulated,
                model=version.model,
                version=version.version,
                decision="registered" if decision == "registered" else "promoted",
                stage=live,
                run=version.run or None,
                data=", ".join(made_by.data) or None if made_by else None,
                metrics=dict(made_by.metrics) if made_by else {},
                baseline=baselines(made_by.metrics) if made_by else {},
                owner=next((tags[each] for each in OWNERS if tags.get(each)), None),
                description=version.description[:MOST_WORDS] or None,
            )


def baselines(metrics: Mapping[str, float]) -> dict[str, float | int | str | bool | None]:
    """Metrics of something to compare with, told by their names: `champion_auc` beside `auc`, `auc_baseline`."""
    found: dict[str, float | int | str | bool | None] = {}
    for name, value in metrics.items():
        match = _COMPARED.match(name)
        own = match["first"] or match["last"] if match else ""
        if own in metrics:
            found.setdefault(own, value)
    return found


_COMPARED = regex(
    r"^(?:(?:baseline|champion|production|current|incumbent|dummy|naive)[_./-](?P<first>.+)"
    r"|(?P<last>.+)[_./-](?:baseline|champion|production|current|incumbent|dummy|naive))$",
    re.IGNORECASE,
)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _same(repository: str, remote: str | None) -> bool:
    """Whether two addresses name one repository: `git@host:owner/name.git` is `https://host/owner/name`."""
    return remote is not None and _plain(repository) == _plain(remote)


def _plain(address: str) -> str:
    address = address.removesuffix("/").removesuffix(".git")
    if "://" not in address and "@" in address:
        address = address.partition("@")[2].replace(":", "/", 1)
    return address.rpartition("://")[2].rpartition("@")[2].lower()
