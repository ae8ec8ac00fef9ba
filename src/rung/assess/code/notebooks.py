"""The code cells of a notebook as one module."""

from __future__ import annotations

import ast

from rung.assess.parse import python
from rung.assess.parse.notebook import read, to_python
from rung.assess.parse.python_facts import Module
from rung.assess.parse.unreadable import MAX_CHARACTERS
from rung.errors import UnreadableError


def read_notebook(path: str, data: bytes) -> Module:
    """Join the code cells and read them; a notebook in another language has no facts and no error."""
    try:
        book = read(data)
    except UnreadableError as problem:
        return Module(path=path, dotted="", notebook=True, error=problem.what)
    if book.language not in ("", "python", "python3"):
        return Module(path=path, dotted="", notebook=True, language=book.language.lower())
    source, starts, *_ = to_python(book)
    if len(source) > MAX_CHARACTERS:
        return Module(path=path, dotted="", notebook=True, error="its code is over 2 MB")
    module = python.read(source, path)
    if module.error:
        module = _read_whole_cells(module, source, starts)
    module.notebook = True
    module.cell_lines = starts
    module.outputs_bytes = book.outputs_bytes
    counts = [cell.execution_count for cell in book.cells if cell.kind == "code" and cell.execution_count is not None]
    module.out_of_order = counts != sorted(counts)
    return module


def _read_whole_cells(module: Module, source: str, starts: tuple[int, ...]) -> Module:
    """The notebook without the cells that are no Python: each was run by itself, and the others did run."""
    lines = source.split("\n")
    ends = [*(start - 1 for start in starts[1:]), len(lines)]
    bad = [
        number
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        if not _parses(lines[start - 1 : end])
    ]
    if not bad or len(bad) == len(starts):
        return module
    for number in bad:
        lines[starts[number] - 1 : ends[number]] = [""] * (ends[number] - starts[number] + 1)
    whole = python.read("\n".join(lines), module.path)
    if whole.error:
        return module
    whole.broken = f"cell {bad[0] + 1} is no Python" if len(bad) == 1 else f"{len(bad)} cells are no Python"
    return whole


def _parses(lines: list[str]) -> bool:
    try:
        ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
