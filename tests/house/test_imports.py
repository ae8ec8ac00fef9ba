"""The rooms know only the rooms below them: the contracts of `pyproject.toml`, run."""

from __future__ import annotations

import subprocess
import sys

from house.source import ROOT


def test_import_contracts_are_kept() -> None:
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (
        f"a room knows one that it must not (ARCHITECTURE.md draws who may):\n{done.stdout}{done.stderr}"
    )
