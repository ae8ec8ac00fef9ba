"""The frameworks of this installation, found by walking this folder."""

from __future__ import annotations

import difflib

from rung.assess.frameworks.base import Framework
from rung.errors import UsageError
from rung.plugins import discover


def frameworks() -> list[type[Framework]]:
    """Every framework that is mapped, by id."""
    return sorted(discover("rung.assess.frameworks", Framework), key=lambda each: each.id)


def framework_named(name: str) -> type[Framework]:
    """The framework of that id.

    Raises
    ------
    UsageError
        There is none; the nearest is offered.
    """
    known = {each.id: each for each in frameworks()}
    if name in known:
        return known[name]
    wanted = name.lower().replace("_", "-").replace(" ", "-")
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.5) or [each for each in known if wanted in each]
    names = f"one of: {', '.join(known)}"
    fix = f"did you mean {near[0]}? {names}" if near else names
    raise UsageError(f"no framework is called {name}", where="--framework", fix=fix)
