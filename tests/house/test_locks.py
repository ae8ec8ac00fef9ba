"""Lock files pin everything, by hash, and name no address: they work behind any mirror."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_names_no_address(lock: Path) -> None:
    found = re.findall(r"https?://\S+|.*(?:index-url|find-links).*", lock.read_text())
    assert not found, f"{lock.name} holds a download address; whoever installs chooses their own index: {found}"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_has_a_hash(lock: Path) -> None:
    entries = lock.read_text().replace("\\\n", " ").splitlines()
    bare = [entry for entry in entries if entry.strip() and not re.match(r"\S+==\S+ .*--hash=sha256:", entry)]
    assert not bare, f"{lock.name}: without a version and a hash an install is not the same twice: {bare}"


def test_there_are_locks() -> None:
    assert {lock.name for lock in LOCKS} == {"base.txt", "dev.txt"}
