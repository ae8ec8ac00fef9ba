"""The two databases that can hold a store: how a transaction begins in each, and what its errors mean."""

from __future__ import annotations

from rung.store.address import Address
from rung.store.databases.base import Database


def database_at(address: Address, patience: float) -> Database:
    """The database at an address, not connected yet. `patience`: see `Store`."""
    if address.path is not None:
        from rung.store.databases.sqlite import Sqlite  # noqa: PLC0415 - one of the two is needed, never both

        return Sqlite(address, patience)
    from rung.store.databases.postgres import Postgres  # noqa: PLC0415

    return Postgres(address, patience)
