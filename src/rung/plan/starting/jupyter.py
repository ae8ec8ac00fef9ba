"""What in a notebook needs Jupyter, and would end a step that runs it from top to bottom."""

from __future__ import annotations

from rung.assess.parse import notebook
from rung.assess.regex import regex
from rung.assess.tree import Tree
from rung.errors import UnreadableError

_MOST_BYTES = 100_000_000
_INSTALLS = regex(r"^[%!]*\s*(?:python3? -m )?(?:pip3?|conda|mamba|uv)\b")
_NEEDLESS = frozenset({"time", "timeit", "capture", "prun"})


def jupyter_doubts(tree: Tree, path: str) -> list[str]:
    """One sentence for each kind of thing, with the first cell that has it."""
    content = tree.read(path, _MOST_BYTES)
    if content is None:
        return ["it could not be read to its end"]
    try:
        source = notebook.to_python(notebook.read(content))
    except UnreadableError as error:
        return [error.what]
    doubts: dict[str, str] = {}
    for cell, text in source.shell:
        line = _short(text)
        if _INSTALLS.match(text.strip()):
            doubts.setdefault("install", f"cell {cell + 1} installs packages ({line}): take that out before it runs")
        else:
            doubts.setdefault("shell", f"cell {cell + 1} runs a command of the shell ({line})")
    for cell, magic, _ in source.foreign:
        if magic not in _NEEDLESS:
            doubts.setdefault("magic", f"cell {cell + 1} (%%{_short(magic)}) needs Jupyter: write it in Python")
    return list(doubts.values())


def _short(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= 50 else f"{line[:47]}..."
