"""Who acts in a workspace: whoever the token says, else the user of the operating system."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from rung.govern.identity import VARIABLE, Identity, identify
from rung.workspace.acting import acting, local_user

if TYPE_CHECKING:
    from rung.store.transactions import Store


def who_acts(store: Store, environment: Mapping[str, str] | None = None) -> Identity:
    """Whoever `RUNG_TOKEN` says, else the user of the operating system.

    Raises
    ------
    RefusedError
        The token is unknown, revoked or expired.
    """
    given = os.environ if environment is None else environment
    with store.reading() as reader:
        tokens = reader.tokens.all()
    found = identify(tokens, given.get(VARIABLE, "").strip() or None, local_user(), datetime.now(UTC))
    return replace(found, via=acting(found.actor, given).via)
