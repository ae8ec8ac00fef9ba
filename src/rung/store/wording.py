"""Values that every database and format can hold: no half characters, no zero bytes in names, no foreign types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

_LARGEST = 2**63


def storable(text: str) -> str:
    r"""The text; what UTF-8 or PostgreSQL cannot hold is spelt out: `\udc80`, `\x00`."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def plain(value: object) -> Any:
    """The same in mappings, lists, texts, numbers and nothing; foreign numbers become Python's, anything else text."""
    return _plain(msgspec.to_builtins(value, enc_hook=_foreign, str_keys=True))


def _foreign(value: object) -> object:
    item = getattr(value, "item", None)  # scalars of NumPy and its relatives
    return item() if callable(item) else str(value)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {storable(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        return str(value)
    return value
