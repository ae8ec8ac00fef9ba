"""The models of a project: their versions, what they are loaded from, and how MLflow is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from rung.domain.dataset import DatasetVersion, version_id
from rung.domain.model_version import Alias, ModelVersion, Trust
from rung.domain.reproduction import Reproduction
from rung.errors import StorageError
from rung.registry.tracking import Tracking, open_tracking
from rung.workspace.loop import Loop

if TYPE_CHECKING:
    from rung.data.versions.checking import Harmed
    from rung.registry.base import Permission
    from rung.registry.projecting import Projected


class Listed(Struct, frozen=True):
    """One version, and what points at it."""

    version: ModelVersion
    aliases: tuple[Alias, ...]
    reproduction: Reproduction | None = None
    """The last attempt to make it again."""


class Verified(Struct, frozen=True):
    """Whether a version can be had as it was registered."""

    version: ModelVersion
    harmed: tuple[Harmed, ...] = ()
    forged: bool = False
    """The record lists other files than those that were registered."""

    @property
    def ok(self) -> bool:
        """Nothing is missing, damaged or changed."""
        return not self.harmed and not self.forged


class Models:
    """What can be done with versions of models."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop

    @cached_property
    def tracking(self) -> Tracking:
        """Where runs are tracked; MLflow is not imported for it."""
        return open_tracking(self._loop.project.home.folder, self._loop.project.name)

    @property
    def cache(self) -> Path:
        """Where versions are laid out to be loaded."""
        return self._loop.project.home.folder / "cache" / "models"

    def permission(self) -> Permission | None:
        """What `model.trust` of `rung.yaml` allows a model of the pipeline to run when it is loaded."""
        from rung.registry.base import Permission  # noqa: PLC0415

        entry = self._loop.project.file.model.trust if self._loop.project.file.model else None
        if entry is None:
            return None
        return Permission(Trust(entry.by, datetime.now(UTC), entry.reason), tuple(entry.types))

    def listed(self, model: str | None = None) -> list[Listed]:
        """All versions, or those of a model, newest first. Raises `UsageError` for a model that has none."""
        with self._loop.store.reading() as reader:
            names = reader.models.names() if model is None else [reader.models.find(model.partition("@")[0]).model]
            return [
                Listed(
                    each, _aliases(reader.models.aliases(name), each), reader.reproductions.latest(name, each.version)
                )
                for name in names
                for each in reader.models.versions(name)
            ]

    def find(self, name: str) -> Listed:
        """`flights@7`, `flights@champion`, or the newest of `flights`. Raises `UsageError` where there is none."""
        with self._loop.store.reading() as reader:
            found = reader.models.find(name)
            tried = reader.reproductions.latest(found.model, found.version)
            return Listed(found, _aliases(reader.models.aliases(found.model), found), tried)

    def folder(self, name: str) -> Path:
        """The MLflow model directory of a version, verified. Raises as `rung.registry.loading.load`."""
        from rung.registry.loading import load  # noqa: PLC0415

        return load(self.find(name).version, self._loop.files, self.cache)

    def load(self, name: str) -> Any:
        """The model itself. Raises as `rung.registry.loading.load_model`."""
        from rung.registry.loading import load_model  # noqa: PLC0415

        return load_model(self.find(name).version, self._loop.files, self.cache)

    def adopt(self, given: str, *, model: str = "", reason: str = "", at: str = "") -> ModelVersion:
        """Take in a model that exists; `at`: another MLflow. Raises as `rung.registry.adopting.adopt`."""
        from rung.registry.adopting import adopt  # noqa: PLC0415

        tracking = Tracking(at, self.tracking.experiment) if at else self.tracking
        return adopt(
            given,
            tracking,
            self._loop.store,
            self._loop.files,
            self._loop.actor,
            model=model,
            reason=reason,
            elsewhere=tracking.uri != self.tracking.uri,
        )

    def verify(self, names: Sequence[str] = ()) -> list[Verified]:
        """Read every byte of versions, or of all, and compare it with what was registered."""
        versions = [self.find(each).version for each in names] or [each.version for each in self.listed()]
        return [self._verified(each) for each in versions]

    def _verified(self, version: ModelVersion) -> Verified:
        from rung.data.versions.checking import check  # noqa: PLC0415

        as_data = DatasetVersion(version.digest, version.model, version.files, version.registered_at, version.by)
        return Verified(version, tuple(check(as_data, self._loop.files)), version_id(version.files) != version.digest)

    def repair(self) -> Projected:
        """Let MLflow show what the store says, whatever anybody changed there. Raises `StorageError`."""
        return self._project(everything=True)

    def tell(self) -> str | None:
        """Tell MLflow what it has not been told; why it could not be, or `None`. Nothing is lost either way."""
        try:
            self._project(everything=False)
        except StorageError as error:
            return str(error)
        return None

    def _project(self, *, everything: bool) -> Projected:
        from rung.registry.projecting import project_to_mlflow  # noqa: PLC0415

        loop = self._loop
        return project_to_mlflow(loop.store, self.tracking, loop.files, loop.actor, everything=everything)


def _aliases(all_of_model: dict[Alias, int], version: ModelVersion) -> tuple[Alias, ...]:
    return tuple(alias for alias, number in all_of_model.items() if number == version.version)
