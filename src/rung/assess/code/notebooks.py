"""The code cells of a notebook as one module."""

from __future__ import annotations

from rung.assess.parse import python
from rung.assess.parse.notebook import read, to_python
from rung.assess.parse.python_facts import Module
from rung.errors import UnreadableError


def read_notebook(path: str, text: str) -> Module:
    """Join the code cells and read them; a notebook in another language has no facts and no error."""
    try:
        book = read(text.encode())
    except UnreadableError as problem:
        return Module(path=path, dotted="", notebook=True, error=problem.what)
    if book.language not in ("", "python", "python3"):
        return Module(path=path, dotted="", notebook=True, language=book.language.lower())
    source, starts, *_ = to_python(book)
    module = python.read(source, path)
    module.notebook = True
    module.cell_lines = starts
    module.outputs_bytes = book.outputs_bytes
    counts = [cell.execution_count for cell in book.cells if cell.kind == "code" and cell.execution_count is not None]
    module.out_of_order = counts != sorted(counts)
    return module
