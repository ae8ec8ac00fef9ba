"""The `{names}` in the command of a step, and the command with values in their places."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping

PLACEHOLDER = re.compile(r"\{\{|\}\}|(?<!\$)\{(?P<name>[A-Za-z_][\w-]*(?:\.[\w-]+)*)\}")
"""A name in braces; `{{` and `}}` are braces that stay, and `${NAME}` belongs to the shell."""


def names_in(command: str) -> Iterator[str]:
    """Every name once, in order."""
    yield from dict.fromkeys(match["name"] for match in PLACEHOLDER.finditer(command) if match["name"])


def filled_command(command: str, values: Mapping[str, object]) -> str:
    """The command with every value quoted for the shell."""
    return PLACEHOLDER.sub(lambda match: _value(match, values), command)


def _value(match: re.Match[str], values: Mapping[str, object]) -> str:
    if not match["name"]:
        return match[0][0]
    return shlex.quote(str(values[match["name"]]))
