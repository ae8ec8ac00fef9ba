"""What the house rules look at: the files of the package, parsed once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "rung"
MODULES = sorted(PACKAGE.rglob("*.py"))
PRACTICES = sorted(path for path in (PACKAGE / "assess" / "practices").glob("*.py") if not path.stem.startswith("_"))


def name(path: Path) -> str:
    """The path from the root, for messages and test ids."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))
