"""What a contract said of a version of a dataset, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct


class ContractCheck(Struct, frozen=True, kw_only=True):
    """One check."""

    dataset: str
    """Name in `rung.yaml`."""
    version: str | None
    """Id of the version; `None` for a file that is not stored."""
    contract: str
    """Digest of the contract's text: the same dataset may be judged by another one tomorrow."""
    at: datetime
    """Aware."""
    by: str
    """Who or what asked."""
    ok: bool
    violations: tuple[Mapping[str, Any], ...] = ()
    """One plain mapping each, as the room `data` describes it: rule, count, sample rows."""
    rows: int | None = None
    """Rows that were looked at; `None` where the files are no tables."""
