"""One registered model of MLflow, and how it is made to say what the store says."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rung.domain.model_version import Alias, ModelVersion
from rung.registry.engine import answering
from rung.registry.keeping import lay_out
from rung.registry.tracking import Tracking

if TYPE_CHECKING:
    from rung.store.files import BlobStore

VERSION_TAG = "rung.version"
DIGEST_TAG = "rung.digest"
_UNNAMEABLE = re.compile(r"""[/:'"`\\]""")


class Registry:
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

    def add(self, version: ModelVersion, record: Callable[[], str], files: BlobStore) -> None:
        """Put the files beside its run, which `record` sees to, and make a version of them in MLflow."""
        known = self._taken_in(version)
        if known is not None:
            with answering(self._tracking.uri):
                for key, value in _tags(version).items():
                    self._client.set_model_version_tag(self.name, known, key, value)
            self._known = None
            return
        tracked = record()
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
        """Let Rung's aliases point where the store says; those that moved.

        One that the store does not know is taken away, unless it points at a version that is not Rung's.
        """
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
