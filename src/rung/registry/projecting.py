"""MLflow follows the store: versions, aliases and runs are written there, and put right where somebody changed them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from rung.domain.event import Actor
from rung.domain.model_version import Alias, ModelVersion
from rung.domain.run import Run, RunStatus
from rung.errors import StorageError
from rung.registry.engine import answering
from rung.registry.keeping import lay_out
from rung.registry.tracking import Tracking

if TYPE_CHECKING:
    from rung.store.files import BlobStore
    from rung.store.transactions import Store

VERSION_TAG = "rung.version"
DIGEST_TAG = "rung.digest"
_UNNAMEABLE = re.compile(r"""[/:'"`\\]""")


class Projected(Struct, frozen=True):
    """What MLflow was told."""

    runs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    """Made anew: `flights@7`."""
    aliases: tuple[str, ...] = ()
    """Put right: `flights@champion`."""

    @property
    def changed(self) -> bool:
        """Whether MLflow was not what it should have been."""
        return bool(self.runs or self.versions or self.aliases)


def project_to_mlflow(
    store: Store, tracking: Tracking, files: BlobStore, actor: Actor, *, everything: bool = False
) -> Projected:
    """Tell MLflow what waits in the outbox; `everything`: compare all models, whatever the outbox says.

    Killed anywhere, the next call goes on. Nothing waiting costs one question to the store, and no import of MLflow.

    Raises
    ------
    StorageError
        MLflow does not answer; what waits goes on waiting.
    """
    with store.reading() as reader:
        waiting = reader.outbox.waiting()
        names = reader.models.names() if everything else []
    subjects = list(dict.fromkeys([each.subject for each in waiting] + [f"model:{name}" for name in names]))
    done = Projected()
    for subject in subjects:
        kind, _, name = subject.partition(":")
        told = _model(name, store, tracking, files) if kind == "model" else _run(name, store, tracking, files)
        done = _joined(done, told)
        events = [each.event for each in waiting if each.subject == subject]
        if events:
            with store.writing(actor) as writer:
                for event in events:
                    writer.outbox.told(event)
    return done


def _joined(one: Projected, other: Projected) -> Projected:
    return Projected(
        one.runs + other.runs, one.models + other.models, one.versions + other.versions, one.aliases + other.aliases
    )


def _run(id: str, store: Store, tracking: Tracking, files: BlobStore) -> Projected:
    with store.reading() as reader:
        run = reader.runs.get(id)
    if run is None:
        return Projected()
    tracking.record(run, stored_artefacts(run, files))
    return Projected(runs=(id,))


def stored_artefacts(run: Run, files: BlobStore) -> dict[str, bytes]:
    """What the content store has of a run: the lock of its environment, and what differed from the commit."""
    named = {"environment.lock": run.lock, "working-tree.diff": run.diff}
    found = {}
    for name, digest in named.items():
        if digest and files.has(digest):
            with files.open(digest) as source:
                found[name] = source.read()
    return found


def _model(model: str, store: Store, tracking: Tracking, files: BlobStore) -> Projected:
    with store.reading() as reader:
        versions = sorted(reader.models.versions(model), key=lambda each: each.version)
        aliases = reader.models.aliases(model)
    registry = _Registry(model, tracking)
    made = []
    for version in versions:
        if version.version not in registry.of(versions):
            registry.add(version, _run_of(version, store), files)
            made.append(version.name)
    moved = registry.point(aliases, versions)
    return Projected(models=(model,), versions=tuple(made), aliases=tuple(f"{model}@{each}" for each in moved))


def _run_of(version: ModelVersion, store: Store) -> Run:
    """The run that made it; for one that was taken in, a run that says so: in MLflow files belong to a run."""
    found = None
    if version.run:
        with store.reading() as reader:
            found = reader.runs.get(version.run)
    return found or Run(
        id=f"{version.model}@{version.version}-{version.digest[:12]}",
        project=version.model,
        started_at=version.registered_at,
        ended_at=version.registered_at,
        by=version.by,
        status=RunStatus.SUCCESS,
        commit=version.commit,
    )


class _Registry:
    """One registered model of MLflow."""

    def __init__(self, model: str, tracking: Tracking) -> None:
        self._tracking = tracking
        self._client = tracking.client
        self.name = mlflow_name(model)
        self._known: list[Any] | None = None
        self._ensure()

    def _ensure(self) -> None:
        with answering(self._tracking.uri):
            if not self._client.search_registered_models(f"name = '{self.name}'", max_results=1):
                try:
                    self._client.create_registered_model(self.name, tags={"rung.project": self._tracking.experiment})
                except Exception as error:
                    if getattr(error, "error_code", "") != "RESOURCE_ALREADY_EXISTS":
                        raise

    def of(self, versions: Iterable[ModelVersion]) -> dict[int, str]:
        """Rung's number → MLflow's; only where the files are the same: another workspace may count from 1 too."""
        wanted = {str(each.version): each.digest for each in versions}
        found: dict[int, str] = {}
        for each in sorted(self._versions(), key=lambda each: int(each.version)):
            number = each.tags.get(VERSION_TAG, "")
            if number in wanted and each.tags.get(DIGEST_TAG) == wanted[number]:
                found.setdefault(int(number), str(each.version))
        return found

    def add(self, version: ModelVersion, run: Run, files: BlobStore) -> None:
        """Put the files beside its run, and make a version of them in MLflow."""
        known = self._taken_in(version)
        if known is not None:
            with answering(self._tracking.uri):
                for key, value in _tags(version).items():
                    self._client.set_model_version_tag(self.name, known, key, value)
            self._known = None
            return
        tracked = self._tracking.record(replace(run, tracking=run.tracking), stored_artefacts(run, files))
        path = f"models/{self.name}-{version.version}"
        with tempfile.TemporaryDirectory(prefix="rung-") as room, answering(self._tracking.uri):
            folder = lay_out(version, files, Path(room))
            self._client.log_artifacts(tracked, str(folder), path)
            source = f"{self._client.get_run(tracked).info.artifact_uri}/{path}"
            self._client.create_model_version(
                self.name, source, tracked, tags=_tags(version), description=_description(version)
            )
        self._known = None

    def point(self, aliases: dict[Alias, int], versions: list[ModelVersion]) -> list[Alias]:
        """Let Rung's aliases point where the store says. One that the store does not know stays only on a version
        that is not Rung's.
        """  # fmt: skip
        numbers = self.of(versions)
        moved = []
        with answering(self._tracking.uri):
            there = self._client.get_registered_model(self.name).aliases
            for alias in Alias:
                wanted, found = numbers.get(aliases.get(alias, 0)), there.get(alias.value)
                if wanted is not None and str(found) != wanted:
                    self._client.set_registered_model_alias(self.name, alias.value, wanted)
                    moved.append(alias)
                elif wanted is None and found is not None and str(found) in numbers.values():
                    self._client.delete_registered_model_alias(self.name, alias.value)
                    moved.append(alias)
        return moved

    def _taken_in(self, version: ModelVersion) -> str | None:
        """MLflow's number of a version that was taken in from this very registry."""
        origin = f"models:/{self.name}/"
        number = version.origin.removeprefix(origin)
        if not version.origin.startswith(origin) or not number.isdecimal():
            return None
        free = {str(each.version) for each in self._versions() if VERSION_TAG not in each.tags}
        return number if number in free else None

    def _versions(self) -> list[Any]:
        if self._known is None:
            self._known, token = [], None
            with answering(self._tracking.uri):
                while True:
                    page = self._client.search_model_versions(f"name = '{self.name}'", page_token=token)
                    self._known += page
                    token = page.token
                    if not token:
                        break
        return self._known


def _tags(version: ModelVersion) -> dict[str, str]:
    tags = {
        VERSION_TAG: str(version.version),
        DIGEST_TAG: version.digest,
        "rung.flavour": version.flavour,
        "rung.by": version.by,
    }
    if version.evaluation is not None:
        tags["rung.gates"] = "passed" if version.evaluation.passed else "refused"
    return tags


def _description(version: ModelVersion) -> str:
    made = f"Made by run {version.run}" if version.run else f"Taken in from {version.origin or 'a folder'}"
    return f"{version.name} of Rung. {made}."


def mlflow_name(model: str) -> str:
    """What a model is called in MLflow, which allows neither slashes nor colons."""
    return _UNNAMEABLE.sub("-", model)


def tell_run(run: Run, store: Store, tracking: Tracking, actor: Actor, artefacts: dict[str, bytes]) -> str | None:
    """Record a run that has ended; where MLflow does not answer, the outbox remembers. Why not, or `None`."""
    try:
        tracking.record(run, artefacts)
    except StorageError as error:
        with store.writing(actor) as writer:
            writer.outbox.missed(run.id, str(error))
        return str(error)
    return None
