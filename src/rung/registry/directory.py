"""An MLflow model directory: what its `MLmodel` says, and what loading it would run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from rung.errors import RefusedError, UnreadableError
from rung.plugins import discover
from rung.registry.base import Flavour, Permission, Risk

MLMODEL = "MLmodel"
_LARGEST = 8_000_000
"""Bytes of an `MLmodel`."""
_FILE_KEYS = ("pickled_model", "model_path", "data")


class Directory(Struct, frozen=True):
    """One that was read. Nothing of it was run."""

    folder: Path
    said: Mapping[str, Any]
    """The whole `MLmodel`."""
    flavour: Flavour | None
    """`None` for a kind that only MLflow itself can load."""

    @property
    def flavours(self) -> Mapping[str, Mapping[str, Any]]:
        """Its `flavors`."""
        found = self.said.get("flavors")
        return {str(name): each for name, each in found.items() if isinstance(each, Mapping)} if found else {}

    @property
    def kind(self) -> str:
        """What a `ModelVersion` calls its flavour."""
        if self.flavour is not None:
            return self.flavour.id
        return next((name for name in sorted(self.flavours) if name != "python_function"), "python_function")

    @property
    def signature(self) -> dict[str, Any]:
        """Inputs and outputs, as MLflow writes them."""
        found = self.said.get("signature")
        return {str(key): each for key, each in found.items() if each} if isinstance(found, Mapping) else {}

    def risks(self) -> list[Risk]:
        """What loading it would run besides the code of known libraries; empty for none."""
        found = self._brought()
        if self.flavour is None:
            found.append(Risk(f"it is a model of {self.kind}, whose loading Rung cannot judge"))
        elif self.flavour.runs_code or not found:  # a path that leads elsewhere is not followed
            found = self.flavour.risks(self.folder, self.flavours) + found
        return found

    def _brought(self) -> list[Risk]:
        """Code and places that the `MLmodel` brings in."""
        found = []
        for name, each in self.flavours.items():
            if each.get("code") or each.get("model_code_path"):
                brought = each.get("code") or each.get("model_code_path")
                found.append(Risk(f"it brings code of its own ({name}: {brought})"))
            for key in _FILE_KEYS:
                if isinstance(each.get(key), str) and not self._is_plain_file(each[key]):
                    found.append(Risk(f"its file lies elsewhere ({name}: {each[key]})"))
        loader = self.flavours.get("python_function", {}).get("loader_module")
        if self.flavour is not None and loader not in (None, self.flavour.loader):
            found.append(Risk(f"it is loaded by {loader}"))
        return found + self._disagreeing()

    def _disagreeing(self) -> list[Risk]:
        """MLflow would load another file than the one that was looked at."""
        files = {each[key] for each in self.flavours.values() for key in _FILE_KEYS if each.get(key)}
        return [Risk(f"it names several files ({', '.join(sorted(map(str, files)))})")] if len(files) > 1 else []

    def _is_plain_file(self, name: str) -> bool:
        path = self.folder / name
        return Path(name).name == name and path.is_file() and not path.is_symlink()


def read_directory(folder: Path) -> Directory:
    """What an MLflow model directory says of itself.

    Raises
    ------
    UnreadableError
        It is none.
    """
    path = folder / MLMODEL
    try:
        said = yaml.safe_load(path.read_bytes()[:_LARGEST])
    except FileNotFoundError as error:
        raise UnreadableError("there is no MLmodel in it", where=str(folder)) from error
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise UnreadableError(f"cannot be read: {type(error).__name__}", where=str(path)) from error
    if not isinstance(said, dict) or not isinstance(said.get("flavors"), dict) or not said["flavors"]:
        raise UnreadableError("names no flavors, so nothing can load it", where=str(path))
    read = Directory(folder, said, None)
    flavour = next((each for each in flavours() if each.recognises(read.flavours)), None)
    return Directory(folder, said, flavour)


def is_model_directory(folder: Path) -> bool:
    """Whether MLflow would take it for a model."""
    return (folder / MLMODEL).is_file()


@cache
def flavours() -> tuple[Flavour, ...]:
    """Every format that Rung knows."""
    return tuple(kind() for kind in discover("rung.registry.flavours", Flavour))  # type: ignore[type-abstract]


def refuse_risks(risks: Iterable[Risk], where: str, permission: Permission | None = None) -> None:
    """Say why nobody loads it before a person has answered for it.

    Raises
    ------
    RefusedError
        There is one that no permission covers.
    """
    open_ones = [each for each in risks if permission is None or not permission.covers(each.name)]
    if open_ones:
        names = ", ".join(each.name for each in open_ones if each.name)
        types = f", types: [{names}]" if names and len(open_ones) == names.count(",") + 1 else ""
        raise RefusedError(
            f"nobody has answered for this model: {'; '.join(each.says for each in open_ones)}",
            where=where,
            fix=f"say who trusts it: model: {{trust: {{by: NAME, reason: …{types}}}}} in rung.yaml; for a model from "
            "elsewhere, --reason of rung registry adopt",
        )
