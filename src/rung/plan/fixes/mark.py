"""The first line of a file that Rung wrote: with it, a later version knows whether a person has touched the file."""

from __future__ import annotations

import hashlib

_START = "# Written by `rung apply "
_SEAL = "seal "


def marked(text: str, command: str) -> str:
    """The text behind a line that names the command and seals what follows."""
    return f"{_START}{command}`, {_SEAL}{_digest(text)}. Change what you like: it is then never written over.\n{text}"


def is_ours(text: str) -> bool:
    """Whether Rung wrote the text and nobody has changed it since; ends of lines do not matter."""
    first, _, rest = text.replace("\r\n", "\n").partition("\n")
    return first.startswith(_START) and f"{_SEAL}{_digest(rest)}." in first


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
