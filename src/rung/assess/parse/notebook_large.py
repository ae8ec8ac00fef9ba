"""Large notebooks: what makes them large is stored outputs, which are stepped over and never built.

Nothing that the file decides can fill the memory: every value is a view of the text that is held anyway, cells are
counted while they are read, and what is built of them is as long as a source file may be.
"""

from __future__ import annotations

import msgspec
from msgspec import Raw, Struct

from rung.assess.parse.unreadable import MAX_CHARACTERS, unreadable

MAX_NOTEBOOK = 32_000_000
"""Bytes. The text itself is held in memory while it is read."""
MAX_CELLS = 20_000
_NOTHING = Raw(b"null")


class Skipped(Struct, frozen=True):
    """Outputs that were stepped over."""

    size: int
    """Bytes that they take in the file."""


class _Cell(Struct):
    cell_type: Raw = _NOTHING
    source: Raw = _NOTHING
    input: Raw = _NOTHING
    language: Raw = _NOTHING
    execution_count: Raw = _NOTHING
    prompt_number: Raw = _NOTHING
    outputs: Raw = _NOTHING

    def __post_init__(self) -> None:
        _count.take()


class _Sheet(Struct):
    cells: list[_Cell] | None = None


class _Metadata(Struct):
    kernelspec: Raw = _NOTHING
    language_info: Raw = _NOTHING


class _Notebook(Struct):
    cells: list[_Cell] | None = None
    worksheets: list[_Sheet] | None = None
    metadata: _Metadata | None = None
    nbformat: Raw = _NOTHING


class _Count:
    """Cells of the notebook that is being read; decoding calls nothing else that could stop it."""

    def __init__(self) -> None:
        self.left = MAX_CELLS

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise ValueError(f"more than {MAX_CELLS:,} cells")


_count = _Count()
_DECODER = msgspec.json.Decoder(_Notebook)


def read_without_outputs(raw: bytes, what: str) -> dict[str, object]:
    """The notebook as `json` would give it, with `Skipped` in place of a cell's outputs.

    Raises `UnreadableError` for more than `MAX_NOTEBOOK` bytes, `MAX_CELLS` cells or `MAX_CHARACTERS` of code and
    text, and for what is no notebook.
    """
    if len(raw) > MAX_NOTEBOOK:
        raise unreadable(what, f"over {MAX_NOTEBOOK // 1_000_000} MB")
    _count.left = MAX_CELLS
    try:
        book = _DECODER.decode(raw.removeprefix(b"\xef\xbb\xbf"))
        return _plain(book, what)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise unreadable(what, str(error)[:100]) from None


def _plain(book: _Notebook, what: str) -> dict[str, object]:
    sheets = [each.cells or [] for each in book.worksheets or ()]
    cells = [*(book.cells or ()), *(each for sheet in sheets for each in sheet)]
    if sum(_size(each.source) + _size(each.input) for each in cells) > MAX_CHARACTERS:
        raise unreadable(what, f"more than {MAX_CHARACTERS:,} characters without its outputs")
    metadata = book.metadata or _Metadata()
    return {
        "cells": None if book.cells is None and book.worksheets is None else [_cell(each) for each in cells],
        "metadata": {"kernelspec": _value(metadata.kernelspec), "language_info": _value(metadata.language_info)},
        "nbformat": _value(book.nbformat),
    }


def _cell(cell: _Cell) -> dict[str, object]:
    size = _size(cell.outputs)
    language = _value(cell.language)
    return {
        "cell_type": _value(cell.cell_type),
        "source": _value(cell.source) or _value(cell.input),
        "execution_count": _value(cell.execution_count) or _value(cell.prompt_number),
        "outputs": [Skipped(size)] if size > len("null") else [],
        **({"language": language} if language else {}),
    }


def _size(value: Raw) -> int:
    return len(memoryview(value))


def _value(value: Raw) -> object:
    """What it says; nothing where it is too long to be what it should be."""
    return msgspec.json.decode(value) if _size(value) <= MAX_CHARACTERS else None
