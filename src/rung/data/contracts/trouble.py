"""What Polars says of data that it cannot read, in words that name the data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from rung.errors import UnreadableError

_FIX = "look at the file, or fetch it again where it was cut short"


@contextmanager
def reading(where: str) -> Iterator[None]:
    """Turn errors of reading into `UnreadableError`."""
    try:
        yield
    except pl.exceptions.PolarsError as error:
        raise UnreadableError(f"the data cannot be read: {_first_line(error)}", where=where, fix=_FIX) from error
    except pl.exceptions.PanicException as error:
        # Polars gives up in this way on some damaged files; it is no Exception, so nobody else would catch it.
        raise UnreadableError("the data cannot be read: Polars broke off", where=where, fix=_FIX) from error
    except OSError as error:
        raise UnreadableError(f"the data cannot be read: {error.strerror or error}", where=where, fix=_FIX) from error


def _first_line(error: Exception) -> str:
    """Polars puts what it was doing on further lines."""
    lines = [each.strip() for each in str(error).splitlines() if each.strip()]
    return lines[0].rstrip(".:") if lines else type(error).__name__
