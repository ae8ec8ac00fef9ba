"""Read by every Python at its start: keeps what a command runs from protected files, then does as it would have."""

from __future__ import annotations

import importlib.util
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))


def _guard() -> None:
    paths = [each for each in os.environ.get("RUNG_SHIM_PROTECTED", "").split(os.pathsep) if each]
    sys.path.append(os.path.dirname(_HERE))
    from rung_shim.protecting import deny

    deny(paths, os.environ.get("RUNG_SHIM_STEP", ""))


def _go_on() -> None:
    """Run the `sitecustomize` that this one hides."""
    kept = sys.path[:]
    sys.path[:] = [each for each in sys.path if os.path.abspath(each or ".") != _HERE]
    own = sys.modules.pop("sitecustomize")
    try:
        if importlib.util.find_spec("sitecustomize"):
            importlib.import_module("sitecustomize")
    finally:
        sys.path[:] = kept
        sys.modules.setdefault("sitecustomize", own)  # Python, which is importing this one, looks for it afterwards


_guard()
_go_on()
