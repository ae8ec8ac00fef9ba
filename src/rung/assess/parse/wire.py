"""Modules as bytes, to hand them from one process to another and to keep them."""

from __future__ import annotations

import msgspec

from rung.assess.parse.python_facts import Module

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Module)


def pack(module: Module) -> bytes | None:
    """The facts as MessagePack; `None` when they hold what it cannot: lone surrogates in names or strings."""
    try:
        return _ENCODER.encode(module)
    except (UnicodeEncodeError, OverflowError, TypeError, ValueError):
        return None


def unpack(data: bytes | memoryview) -> Module:
    """What `pack` was given.

    Raises
    ------
    msgspec.DecodeError
        The bytes are cut off or come from another version of the facts.
    """
    return _DECODER.decode(data)
