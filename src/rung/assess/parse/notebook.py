"""Jupyter notebooks as cells, and as one Python source that the syntax tree can read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from rung.assess.parse.jsonc import check_depth
from rung.assess.parse.notebook_large import MAX_CELLS, Skipped, read_without_outputs
from rung.assess.parse.notebook_magics import neutralise
from rung.assess.parse.unreadable import MAX_CHARACTERS, unreadable

_PYTHON = ("", "python", "ipython", "pyspark")


class Cell(Struct, frozen=True):
    """One cell."""

    kind: str
    """`code`, `markdown`, `raw` or `heading`."""
    source: str
    execution_count: int | None
    outputs: int
    outputs_bytes: int
    first_output_bytes: int


class NotebookFile(Struct, frozen=True):
    """One notebook."""

    language: str
    """Lower case; empty when the file does not say."""
    kernel: str
    nbformat: int
    cells: tuple[Cell, ...]

    @property
    def outputs_bytes(self) -> int:
        """Characters that stored outputs take, about."""
        return sum(cell.outputs_bytes for cell in self.cells)

    @property
    def is_python(self) -> bool:
        """Its code cells are Python, or nothing says otherwise."""
        return self.language.rstrip("0123456789") in _PYTHON


class PythonSource(NamedTuple):
    """The code cells of a notebook as one text."""

    text: str
    cell_lines: tuple[int, ...]
    """First line of each cell in `text`, from 1; one for every code cell, also for those left out."""
    shell: tuple[tuple[int, str], ...]
    """(number of the code cell from 0, text) of `!command`, `%pip`, `%%bash`."""
    runs: tuple[tuple[int, str], ...]
    """The same for `%run script.py`: what is run, with its arguments."""
    foreign: tuple[tuple[int, str, str], ...]
    """(code cell, magic, text) of cells in another language: `sql`, `r`, `html`, `writefile`."""


def read(data: bytes | str, *, what: str = "notebook") -> NotebookFile:
    """The notebook of a file; raises `UnreadableError`. Formats 3 and 4; of a large one the outputs are not built."""
    raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
    value: object = read_without_outputs(raw, what) if len(raw) > MAX_CHARACTERS else _whole(raw, what)
    cells = _raw_cells(value) if isinstance(value, dict) else None
    if cells is None or not isinstance(value, dict):
        raise unreadable(what, "has no cells")
    metadata = _dict(value.get("metadata"))
    kernel = _dict(metadata.get("kernelspec"))
    language = _dict(metadata.get("language_info")).get("name") or kernel.get("language") or _cell_language(cells)
    version = value.get("nbformat")
    return NotebookFile(
        language=language.lower() if isinstance(language, str) else "",
        kernel=_text(kernel.get("name")),
        nbformat=version if isinstance(version, int) else 0,
        cells=tuple(_cell(each) for each in cells[:MAX_CELLS] if isinstance(each, dict)),
    )


def _whole(raw: bytes, what: str) -> object:
    check_depth(raw, what)
    try:
        return json.loads(raw.decode("utf-8-sig", "replace"), parse_int=_count, strict=False)
    except json.JSONDecodeError as error:
        raise unreadable(what, error.msg[:1].lower() + error.msg[1:], error.lineno) from None
    except (ValueError, RecursionError):
        raise unreadable(what, "cannot be parsed") from None


def to_python(notebook: NotebookFile) -> PythonSource:
    """Join the code cells; magics and shell lines become comments, so that no line moves inside its cell."""
    lines: list[str] = []
    starts: list[int] = []
    shell: list[tuple[int, str]] = []
    runs: list[tuple[int, str]] = []
    foreign: list[tuple[int, str, str]] = []
    for number, cell in enumerate(each for each in notebook.cells if each.kind == "code"):
        starts.append(len(lines) + 1)
        clean = neutralise(cell.source)
        lines += clean.lines
        shell += [(number, text) for text in clean.shell]
        runs += [(number, text) for text in clean.runs]
        foreign += [(number, magic, text) for magic, text in clean.foreign]
    return PythonSource("\n".join(lines) + "\n", tuple(starts), tuple(shell), tuple(runs), tuple(foreign))


def _raw_cells(value: dict[str, object]) -> list[object] | None:
    cells = value.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = value.get("worksheets")
    if not isinstance(sheets, list):
        return None
    return [cell for sheet in sheets for cell in _list(_dict(sheet).get("cells"))]


def _cell(raw: dict[str, object]) -> Cell:
    outputs = _list(raw.get("outputs"))
    sizes = [_size(each) for each in outputs]
    count = raw.get("execution_count", raw.get("prompt_number"))
    return Cell(
        kind=_text(raw.get("cell_type")),
        source=_joined(raw.get("source", raw.get("input"))),
        execution_count=count if isinstance(count, int) and not isinstance(count, bool) else None,
        outputs=len(outputs),
        outputs_bytes=sum(sizes),
        first_output_bytes=sizes[0] if sizes else 0,
    )


def _size(value: object) -> int:
    """Characters of all strings inside, which is nearly all that an output takes."""
    total = 0
    stack = [value]
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            total += len(here)
        elif isinstance(here, Skipped):
            total += here.size
        elif isinstance(here, dict):
            stack.extend(here.values())
        elif isinstance(here, list):
            stack.extend(here)
    return total


def _cell_language(cells: Iterable[object]) -> object:
    return next((_dict(each)["language"] for each in cells if "language" in _dict(each)), "")


def _joined(source: object) -> str:
    if isinstance(source, list):
        return "".join(each for each in source if isinstance(each, str))
    return _text(source)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _count(digits: str) -> int | None:
    return int(digits) if len(digits) <= 18 else None
