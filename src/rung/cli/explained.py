"""An error as a person reads it."""

from __future__ import annotations

import sys

from rung.cli.channels import terminal_width
from rung.errors import RungError


def explained(error: RungError) -> str:
    """The error as it is printed: what happened, where, and what to do."""
    width = terminal_width(sys.stderr)
    facts = (("error: ", error.what), ("  at: ", error.where), ("  hint: ", error.fix))
    lines = [line for name, text in facts if text for line in _lines(name, text, width)]
    return "\n".join(lines)


def _lines(name: str, text: str, width: int | None) -> list[str]:
    from rung.assess.report.text import safe, wrapped

    return [f"{name}{safe(text)}"] if width is None else wrapped(text, name, width)
