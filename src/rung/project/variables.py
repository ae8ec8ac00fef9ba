"""`${env:NAME}`: what a file does not say because it is secret, or differs from machine to machine."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from rung.errors import UsageError

VARIABLE = re.compile(r"\$\{env:(?P<name>\w+)\}")


def filled(text: str, variables: Mapping[str, str] | None = None, *, where: str | None = None) -> str:
    """The text with every variable in its place.

    Raises
    ------
    UsageError
        A variable is not set. Its name is told, and no value ever is.
    """
    known = os.environ if variables is None else variables
    missing = [match["name"] for match in VARIABLE.finditer(text) if match["name"] not in known]
    if missing:
        raise UsageError(f"the variable {missing[0]} is not set", where=where, fix=f"export {missing[0]}=…")
    return VARIABLE.sub(lambda match: known[match["name"]], text)
