"""Addresses: what a person wrote, and what is shown of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rung.errors import UsageError
from rung.store.address import address_of

SECRET = "s3cret"


def test_a_path_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for given in (Path(".rung/store.db"), ".rung/store.db", "sqlite:///.rung/store.db"):
        address = address_of(given)
        assert address.path == tmp_path / ".rung" / "store.db"
        assert address.shown == ".rung/store.db"


def test_odd_characters_of_a_path_stay(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%20 ü@x:y.db"
    assert address_of(path).url.database == str(path)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (f"postgresql://ann:{SECRET}@db.example.org:5433/rung", "postgresql://ann@db.example.org:5433/rung"),
        (f"postgres://ann:{SECRET}@db.example.org/rung?sslmode=require", "postgresql://ann@db.example.org/rung"),
        (f"postgresql://ann:{SECRET}%40%2F@/rung?host=/run/pg", "postgresql://ann@/run/pg/rung"),
        (f"postgresql://ann:a/{SECRET}:?@db/rung", "postgresql://ann@db/rung"),
        ("postgresql:///rung", "postgresql://localhost/rung"),
    ],
)
def test_a_server_is_shown_without_its_password(given: str, shown: str) -> None:
    address = address_of(given)
    assert address.shown == shown
    assert address.url.drivername == "postgresql+psycopg"
    assert address.path is None


@pytest.mark.parametrize(
    "given",
    [
        f"postgresql://ann:a@{SECRET}@db/rung",
        f"postgresql://ann@db:{SECRET}/rung",
        f"postgresql://ann:{SECRET}@db:x/rung",
    ],
)
def test_a_server_that_cannot_be_understood_is_not_repeated(given: str) -> None:
    with pytest.raises(UsageError) as caught:
        address_of(given)
    error = caught.value
    assert str(error) == "postgresql://…: this address cannot be understood"
    assert error.fix
    assert error.fix.startswith("postgresql://USER:PASSWORD@HOST:5432/DATABASE")
    assert SECRET not in f"{error} {error.__cause__}"
    assert error.__suppress_context__


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (f"mysql://ann:{SECRET}@db/rung", "workspace: records cannot be kept at mysql://"),
        ("sqlite://", "workspace: records cannot be kept at sqlite://"),
        ("", "workspace: the address of the store is empty"),
    ],
)
def test_other_places_are_refused(given: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        address_of(given)
    assert str(caught.value) == says
