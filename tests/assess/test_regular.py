"""What is no file is not read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rung.assess.regular import read_regular_text


def test_as_read_text(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("é\r\nb\rc\n".encode())
    (tmp_path / "link").symlink_to("a")
    assert read_regular_text(tmp_path / "link") == (tmp_path / "a").read_text(encoding="utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipe_and_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    for name in ("pipe", "zero"):
        with pytest.raises(OSError, match="not a file"):
            read_regular_text(tmp_path / name)
