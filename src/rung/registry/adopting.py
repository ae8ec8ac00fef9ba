"""A model that is in MLflow already, or in a folder, becomes a version; a person answers for one that runs code."""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from rung.domain.event import Actor
from rung.domain.model_version import ModelVersion, Trust
from rung.errors import SourceError, UsageError
from rung.registry.base import Permission
from rung.registry.engine import answering, engine, missing, shown, told
from rung.registry.packaging import package
from rung.registry.registering import register
from rung.registry.tracking import Tracking

if TYPE_CHECKING:
    from rung.store.files import BlobStore
    from rung.store.transactions import Store

_VERSION = re.compile(r"models:/(?P<name>[^/@]+)(?:/(?P<version>\d+)|@(?P<alias>[^/]+))")
_LOGGED = re.compile(r"models:/(?P<id>m-[0-9a-f]+)")
_OF_RUN = re.compile(r"runs:/(?P<run>[^/]+)/(?P<path>.+)")
_SHAPES = "models:/NAME/VERSION, models:/NAME@ALIAS, models:/m-ID, runs:/ID/PATH, or a folder with an MLmodel"


class Found(Struct, frozen=True):
    """Where a model lies."""

    origin: str
    """As a `ModelVersion` says it: with the number that an alias stands for."""
    location: str
    """What MLflow downloads; a path for a folder."""
    name: str
    """What it is called there; empty where it has no name."""


def adopt(
    given: str,
    tracking: Tracking,
    store: Store,
    files: BlobStore,
    actor: Actor,
    *,
    model: str = "",
    reason: str = "",
    elsewhere: bool = False,
) -> ModelVersion:
    """Take in a model that exists. Taken in again, it is the same version.

    Parameters
    ----------
    given
        `models:/NAME/VERSION`, `models:/NAME@ALIAS`, `models:/m-ID`, `runs:/ID/PATH`, or a folder.
    tracking
        Where it is; `elsewhere` says that this is not where the project tracks its runs.
    model
        What it is called from now on; as it is called there by default.
    reason
        Why the actor trusts it: needed where loading it runs code of its own.

    Raises
    ------
    UsageError
        The address means nothing, or the model needs a name.
    SourceError
        There is no such model.
    RefusedError
        It runs code when it is loaded, and no reason is given.
    StorageError
        MLflow does not answer.
    """
    found = locate(given, tracking)
    name = model or found.name
    if not name:
        raise UsageError("this model has no name there", where=given, fix="give it one: --as NAME")
    trust = Trust(actor.name, datetime.now(UTC), reason) if reason else None
    permission = Permission(trust) if trust else None
    with tempfile.TemporaryDirectory(prefix="rung-") as room:
        source = _fetched(found, tracking, Path(room) / "fetched")
        made = package(source, Path(room) / "model", permission=permission)
        origin = f"{found.origin} at {tracking.shown}" if elsewhere and ":/" in found.origin else found.origin
        return register(made, store, files, actor, model=name, origin=origin, trust=trust)


def locate(given: str, tracking: Tracking) -> Found:
    """Where the model lies. Raises as `adopt` does."""
    if found := _LOGGED.fullmatch(given):
        return Found(given, _logged(found["id"], tracking).artifact_location, "")
    if found := _VERSION.fullmatch(given):
        return _registered(given, found, tracking)
    if found := _OF_RUN.fullmatch(given):
        return Found(given, _in_run(given, found["run"], found["path"], tracking), "")
    folder = Path(given.removeprefix("file://"))
    if ":/" not in given and folder.is_dir():
        return Found(str(folder.absolute()), str(folder), folder.name if folder.name != "model" else "")
    raise UsageError("no model can lie there", where=shown(given), fix=_SHAPES)


def _registered(given: str, found: re.Match[str], tracking: Tracking) -> Found:
    name, alias = found["name"], found["alias"]
    client = tracking.client
    with answering(tracking.uri):
        try:
            version = found["version"] or client.get_model_version_by_alias(name, alias).version
            location = told(client.get_model_version_download_uri(name, str(version)), tracking.uri)
        except Exception as error:
            if missing(error):
                raise _not_there(given, tracking, _numbers(name, client)) from error
            raise
    if logged := _LOGGED.fullmatch(location):
        location = _logged(logged["id"], tracking).artifact_location
    return Found(f"models:/{name}/{version}", location, name)


def _logged(id: str, tracking: Tracking) -> Any:
    with answering(tracking.uri):
        try:
            found = tracking.client.get_logged_model(id)
            told(found.artifact_location, tracking.uri)
            return found
        except Exception as error:
            if missing(error):
                raise _not_there(f"models:/{id}", tracking, []) from error
            raise


def _in_run(given: str, id: str, path: str, tracking: Tracking) -> str:
    """MLflow 3 keeps models beside runs, and earlier versions kept them in their artefacts."""
    with answering(tracking.uri):
        try:
            run = tracking.client.get_run(id)
        except Exception as error:
            if missing(error):
                raise _not_there(given, tracking, []) from error
            raise
        outputs = run.outputs.model_outputs if run.outputs else []
        for each in outputs:
            logged = tracking.client.get_logged_model(each.model_id)
            if logged.name == path.rstrip("/"):
                return str(logged.artifact_location)
        return f"{told(run.info.artifact_uri, tracking.uri)}/{path}"


def _numbers(name: str, client: Any) -> list[str]:
    there = client.search_model_versions("name = '" + name.replace("'", "") + "'", max_results=100)
    return [f"models:/{name}/{each.version}" for each in there]


def _not_there(given: str, tracking: Tracking, others: list[str]) -> SourceError:
    there = f"; there are {', '.join(others[:10])}" if others else ""
    return SourceError(f"there is no {given}{there}", where=tracking.shown, fix=_SHAPES)


def _fetched(found: Found, tracking: Tracking, room: Path) -> Path:
    if ":/" not in found.location:
        return Path(found.location)
    with answering(tracking.uri):
        engine()
        from mlflow.artifacts import download_artifacts  # noqa: PLC0415

        got = download_artifacts(artifact_uri=found.location, dst_path=str(room), tracking_uri=tracking.uri)
    return Path(got)
