"""Who sits at this machine, and whether what they do is meant."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping

from msgspec.structs import replace

from rung.domain.event import REHEARSAL, Actor


def acting(actor: Actor, variables: Mapping[str, str] = os.environ) -> Actor:
    """The actor as records name it: with `RUNG_REHEARSAL` set, whatever is done is a demonstration and says so."""
    rehearses = variables.get("RUNG_REHEARSAL", "").strip().lower() not in ("", "0", "false", "no")
    return replace(actor, via=REHEARSAL) if rehearses else actor


def local_user() -> str:
    """Who is logged in, as the operating system says it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run as a number that has no name.
        return "unknown"
