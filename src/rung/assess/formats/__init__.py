"""How an assessment is written down: one format a file, found by walking this folder."""

from rung.assess.formats.base import Format, View
from rung.errors import UsageError
from rung.plugins import discover

__all__ = ["Format", "View", "format_named", "format_names"]


def format_names() -> list[str]:
    """What `--format` accepts."""
    return sorted(each.name for each in _all())


def format_named(name: str) -> Format:
    """The format of that name.

    Raises
    ------
    UsageError
        There is none.
    """
    for each in _all():
        if each.name == name:
            return each()
    raise UsageError(f"no format is called {name}", fix=f"one of: {', '.join(format_names())}")


def _all() -> list[type[Format]]:
    return discover(__name__, Format)  # type: ignore[type-abstract]  # the folder holds its subclasses
