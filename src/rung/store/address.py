"""Where a store lies, from what a person wrote; the password is never shown again."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from rung.errors import UsageError

_POSTGRES = ("postgresql://", "postgres://", "postgresql+psycopg://")
_SQLITE = "sqlite:///"
_SHAPE = "postgresql://USER:PASSWORD@HOST:5432/DATABASE, with other characters than letters and digits as %40"


class Address(Struct, frozen=True):
    """A file of SQLite, or a database of PostgreSQL."""

    url: URL
    """What SQLAlchemy opens; holds the password."""
    shown: str
    """The same for messages, without it."""
    path: Path | None
    """The file; `None` for a server."""


def address_of(given: str | Path) -> Address:
    """The address that a path, `sqlite:///PATH` or `postgresql://…` means.

    Raises
    ------
    UsageError
        It is none of these.
    """
    if isinstance(given, Path):
        return _file(given)
    if given.startswith(_POSTGRES):
        return _server(given)
    if given.startswith(_SQLITE) and len(given) > len(_SQLITE):
        return _file(Path(given.removeprefix(_SQLITE)))
    scheme, divided, _ = given.partition("://")
    if divided or not given:
        raise UsageError(
            f"records cannot be kept at {scheme}://" if divided else "the address of the store is empty",
            where="workspace",
            fix=f"a path, or {_SHAPE}",
        )
    return _file(Path(given))


def _file(path: Path) -> Address:
    whole = path.absolute()
    return Address(URL.create("sqlite", database=os.fspath(whole)), os.fspath(path), whole)


def _server(given: str) -> Address:
    try:
        url = make_url(given).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        url = None  # what was wrong may be a piece of the password: not a word of it is repeated
    if url is None or "@" in f"{url.host}{url.database}":
        raise UsageError("this address cannot be understood", where="postgresql://…", fix=_SHAPE) from None
    user = f"{url.username}@" if url.username else ""
    host = url.host or url.query.get("host") or "localhost"
    port = f":{url.port}" if url.port else ""
    return Address(url, f"postgresql://{user}{host}{port}/{url.database or ''}", None)
