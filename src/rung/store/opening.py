"""The way into a store."""

from __future__ import annotations

from pathlib import Path

from rung.store.address import address_of
from rung.store.databases import database_at
from rung.store.transactions import PATIENCE, Store


def open_store(url_or_path: str | Path, *, patience: float = PATIENCE) -> Store:
    """The store in a file of SQLite, made with its folder where it is missing, or in a database of PostgreSQL.

    Its tables are brought up to date. `patience`: seconds that a transaction waits for its turn.

    Raises
    ------
    UsageError
        The address cannot be understood.
    StorageError
        The store cannot be opened, or a newer Rung has written it.
    """
    store = Store(database_at(address_of(url_or_path), patience), patience)
    try:
        store.bring_up_to_date()
    except BaseException:
        store.close()
        raise
    return store
