"""The façade, and the only wiring: what the command line calls and Python users import.

from rung.workspace import Workspace
survey = Workspace().assess("path/to/repository")

`Workspace` measures any repository. `rung.workspace.loop` is for a project with a `rung.yaml`: data, pipeline, records.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rung.workspace.measure import Workspace, moment, name_of

__all__ = ["Workspace", "moment", "name_of"]


def __getattr__(name: str) -> Any:
    """Loaded when asked for: the loop does not need what measures."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("rung.workspace.measure"), name)
