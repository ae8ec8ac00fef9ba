"""Nothing in the checkout knows the machine it was written on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from house.source import ROOT, name

# Home folders and temporary folders with something in them; a bare `/tmp/` is fine in prose and detectors.
MACHINE_PATH = re.compile(
    rb"/(?:home|Users)/[a-z][\w.-]*/[\w.-]+|[A-Z]:\\\\?Users\\\\?\w+|/root/[\w.]+|/tmp/[\w-]+/[\w./-]+"
)
EXEMPT = ("tests/", "src/rung/assess/", "requirements/")
"""Detectors and their specimens speak of such paths: that is their subject."""


def tracked() -> list[Path]:
    """Files that are or would be committed."""
    shown = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    ).stdout
    files = [ROOT / path.decode() for path in shown.split(b"\0") if path]
    return [path for path in files if path.is_file() and not path.is_symlink()]


def test_no_path_of_a_machine() -> None:
    found = [
        f"{name(path)}: {match.group().decode()}"
        for path in tracked()
        if not name(path).startswith(EXEMPT)
        for match in MACHINE_PATH.finditer(path.read_bytes())
    ]
    assert not found, f"these paths exist on one machine only: {found}"


def test_no_path_of_this_checkout() -> None:
    here = str(ROOT).encode() + b"/"
    found = [name(path) for path in tracked() if here in path.read_bytes()]
    assert not found, f"the folder of this checkout is written into {found}; make it relative"


def test_no_large_file() -> None:
    large = [name(path) for path in tracked() if path.stat().st_size > 500_000]
    assert not large, (
        f"what is larger than 500 kB is data or a build product, and a clone pays for it for ever: {large}"
    )
