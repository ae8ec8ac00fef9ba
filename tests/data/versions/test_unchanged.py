"""Whether the files of today are a known version, told by the index alone."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from rung.data.versions.adding import add
from rung.data.versions.unchanged import version_of
from rung.store.files.local import LocalFiles


def old(path: Path, text: str) -> None:
    """A file that was written long enough ago for its time to tell."""
    path.write_text(text)
    past = time.time() - 100
    os.utime(path, (past, past))


def test_what_was_added_is_known_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rung.data.versions.source._GRAIN", 0)  # else a test would have to wait for the clock
    for name in ("a.csv", "b.csv"):
        old(tmp_path / name, f"x\n{name}\n")
    index = tmp_path / "index"
    assert version_of(["*.csv"], tmp_path, index) is None
    added = add("rows", ["*.csv"], tmp_path, LocalFiles(tmp_path / "blobs"), by="ann", index=index)
    assert version_of(["*.csv"], tmp_path, index) == added.id
    old(tmp_path / "b.csv", "x\n2\n")
    assert version_of(["*.csv"], tmp_path, index) is None
    assert version_of(["a.csv"], tmp_path, index) not in (None, added.id)
    assert version_of(["s3://bucket/*.csv"], tmp_path, index) is None
