"""Who holds an SQLite file, from the system's list of locks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rung.store.databases.locks import name_of, writer_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    Path(f"{path}-shm").touch()
    return path


def listed(path: Path, *lines: str) -> Path:
    inode = os.stat(f"{path}-shm").st_ino
    locks = path.with_name("locks")
    locks.write_text("".join(f"{line.format(inode=inode)}\n" for line in lines))
    return locks


def test_the_process_with_the_write_lock_is_found(path: Path) -> None:
    locks = listed(
        path,
        "1: POSIX  ADVISORY  READ 11 fe:00:{inode} 124 124",
        "2: POSIX  ADVISORY  WRITE 12 fe:00:1 120 120",
        "2: -> POSIX  ADVISORY  WRITE 13 fe:00:{inode} 120 120",
        "3: FLOCK  ADVISORY  WRITE 14 fe:00:{inode} 0 EOF",
        "4: POSIX  ADVISORY  WRITE 15 fe:00:{inode} 120 120",
    )
    assert writer_of(path, locks) == 15


@pytest.mark.parametrize("line", ["", "1: POSIX  ADVISORY  WRITE -1 fe:00:{inode} 120 120", "ü", "1: x"])
def test_nobody_is_found_where_nobody_can_be_named(path: Path, line: str) -> None:
    assert writer_of(path, listed(path, line)) is None


def test_other_systems_have_no_such_list(path: Path, tmp_path: Path) -> None:
    assert writer_of(path, tmp_path / "nothing") is None
    assert writer_of(tmp_path / "nothing.db", listed(path)) is None


def test_a_process_that_is_gone_has_no_name() -> None:
    assert name_of(2**22 + 1) == ""
