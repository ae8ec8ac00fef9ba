"""Messages of strange code, before they are kept for good."""

from __future__ import annotations

import re

from rung.project.credentials import find_credentials

_IN_ADDRESS = re.compile(r"//[^/@\s]{1,200}@")


def without_secrets(text: str) -> str:
    """The text without passwords in addresses; nothing of one in which a credential is recognised."""
    plain = _IN_ADDRESS.sub("//", text)
    if any(find_credentials(plain.encode("utf-8", "replace"))):
        return "its message holds a secret, and is not kept"
    return plain
