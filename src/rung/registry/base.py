"""What a format of models is: what its files are, what MLflow must know of it, and what loading it would run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from msgspec import Struct

from rung.domain.model_version import Trust
from rung.registry.parcel import Parcel


class Risk(Struct, frozen=True):
    """Something that loading a model would run besides the code of known libraries."""

    says: str
    """A phrase: `it uses pkg.Estimator`."""
    name: str = ""
    """The class or function, where it is one."""


class Permission(Struct, frozen=True):
    """What a person allows a model to run when it is loaded."""

    trust: Trust
    types: tuple[str, ...] = ()
    """Only these classes and functions, by full name; empty: whatever the model brings."""

    def covers(self, name: str) -> bool:
        """Whether that class or function may be used; an empty name is code that nobody can name."""
        return not self.types or name in self.types


class Flavour(ABC):
    """One format in which a model is serialised."""

    id: ClassVar[str]
    """As a parcel and a `ModelVersion` call it."""
    formats: ClassVar[tuple[str, ...]]
    """What a parcel may call it."""
    suffixes: ClassVar[tuple[str, ...]]
    """How the names of its files end."""
    filename: ClassVar[str]
    """What MLflow calls its file."""
    loader: ClassVar[str]
    """The module of MLflow that loads it; an `MLmodel` that names another one is not what it seems."""

    runs_code: ClassVar[bool] = False
    """Loading one always runs what the file says."""

    @abstractmethod
    def describe(self, parcel: Parcel, trusted: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The `flavors` of its `MLmodel`. `trusted`: what loading it needs beyond what is always safe."""

    @abstractmethod
    def recognises(self, flavours: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether the `flavors` of an `MLmodel` say that it is one of these."""

    def complete(self, parcel: Parcel, folder: Path) -> None:
        """Add what MLflow needs beside the model's file, where that is anything."""
        return

    def needs(self, file: Path) -> list[str]:
        """Classes and functions that loading the file uses beyond what is always safe, by full name."""
        return []

    @abstractmethod
    def risks(self, folder: Path, flavours: Mapping[str, Mapping[str, Any]]) -> list[Risk]:
        """What loading the folder would run besides the code of known libraries."""

    @abstractmethod
    def load(self, folder: Path, flavours: Mapping[str, Mapping[str, Any]]) -> Any:
        """The model itself. For folders that `loading` has let pass."""
