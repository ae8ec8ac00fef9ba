"""Values as bytes that are the same each time, and their digest."""

from __future__ import annotations

from typing import Any

import msgspec
from blake3 import blake3

_encoder = msgspec.json.Encoder(enc_hook=str, order="sorted")


def encoded(value: Any) -> bytes:
    """JSON with sorted keys; what JSON cannot say is text."""
    return _encoder.encode(value)


def digest_of(value: Any) -> str:
    """BLAKE3 of the same."""
    return blake3(encoded(value)).hexdigest()
