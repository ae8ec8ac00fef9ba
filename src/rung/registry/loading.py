"""Only what is registered and intact is loaded, and what runs code only on somebody's word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rung.domain.model_version import ModelVersion
from rung.registry.directory import read_directory, refuse_risks
from rung.registry.engine import engine
from rung.registry.keeping import lay_out

if TYPE_CHECKING:
    from rung.store.files import BlobStore


def load(version: ModelVersion, files: BlobStore, to: Path) -> Path:
    """The MLflow model directory of a version below `to`, verified and read-only.

    Every file is read on each call: a folder that somebody has changed is made anew. For those who load the model in
    another process or environment; `load_model` loads it here.

    Raises
    ------
    DamagedBlobError, MissingBlobError
        It cannot be had as it was registered.
    RefusedError
        It runs code when it is loaded, and nobody has answered for that.
    """
    folder = lay_out(version, files, to)
    if version.trust is None:
        refuse_risks(read_directory(folder).risks(), version.name)
    return folder


def load_model(version: ModelVersion, files: BlobStore, to: Path) -> Any:
    """The model itself: what was fitted, for formats that Rung knows; for all others MLflow's `PyFuncModel`.

    A skops model is loaded without MLflow, whose import takes seconds. `predict` takes a pandas frame in any case.
    Raises as `load`.
    """
    return open_model(load(version, files, to))


def open_model(folder: Path) -> Any:
    """The model in a folder that `load` has let pass, or that was packaged here a moment ago."""
    read = read_directory(folder)
    if read.flavour is not None:
        return read.flavour.load(folder, read.flavours)
    return engine().pyfunc.load_model(str(folder))
