"""Machine-readable expectations of data: what states them, for which side, and with which rules."""

from rung.assess.contracts.base import Contract

__all__ = ["Contract"]
