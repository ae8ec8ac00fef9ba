"""The code of a notebook, as far as its result depends on it: cells, without what they showed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec


def code_cells(path: Path) -> list[str] | None:
    """The text of its code cells; `None` where it cannot be read: the step will say so."""
    try:
        document = msgspec.json.decode(path.read_bytes())
        return [_text(each) for each in document["cells"] if each["cell_type"] == "code"]
    except (OSError, msgspec.MsgspecError, KeyError, TypeError, ValueError):
        return None


def plain_code(cells: list[str]) -> str:
    """The same without magics and shell lines, which are not Python."""
    lines = [line for cell in cells if not cell.lstrip().startswith("%%") for line in cell.splitlines()]
    return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in lines)


def _text(cell: Any) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
