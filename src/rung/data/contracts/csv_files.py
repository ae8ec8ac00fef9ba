"""CSV files as frames with types."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from rung.data.contracts.contract import Contract
from rung.data.contracts.texts import CODE, READABLE, ZONED, read_as, unreadable
from rung.data.contracts.trouble import reading
from rung.errors import UnreadableError

ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_NATIVE: dict[str, pl.DataType] = {
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
}
HEAD = 10_000
"""Rows that are tried with every type."""
_GUESSES = ("integer", "number", "boolean", "date", "timestamp")


def open_csv(files: list[Path], contract: Contract | None) -> pl.LazyFrame:
    """All rows. With a contract, reading raises at a value that is not of its column's type.

    Raises
    ------
    UnreadableError
        A file has no header, a column twice, or other columns than the first.
    """
    header = _header(files)
    if contract is None:
        return _parsed(_texts(files, header), _learned(files, header))
    promised = {name: logical for name, logical in contract.columns.items() if name in header}
    schema = {name: _NATIVE.get(promised.get(name) or "", pl.String()) for name in header}
    frame = pl.scan_csv(files, glob=False, separator=_separator(files[0]), schema=schema)
    later = {name: logical for name, logical in promised.items() if logical in ("timestamp", "time")}
    return frame.with_columns(
        read_as(pl.col(name), logical, zoned=name in contract.zoned, strict=True) for name, logical in later.items()
    )


def open_tolerant(files: list[Path], contract: Contract) -> pl.LazyFrame:
    """The same, but a column with values that are not of its type stays one of texts."""
    header = _header(files)
    promised = {name: logical for name, logical in contract.columns.items() if logical in READABLE and name in header}
    texts = _texts(files, header)
    wrong = texts.select(unreadable(pl.col(name), logical).sum().alias(name) for name, logical in promised.items())
    counts = wrong.collect(engine="streaming").row(0, named=True) if promised else {}
    good = {name: (logical, name in contract.zoned) for name, logical in promised.items() if not counts[name]}
    return _parsed(texts, good)


def _separator(file: Path) -> str:
    return "\t" if ".tsv" in file.name.lower() else ","


def _header(files: list[Path]) -> list[str]:
    """The columns, the same in all files."""
    first: list[str] | None = None
    for each in files:
        names = _names(each)
        twice = [name for name, count in Counter(names).items() if count > 1]
        if not names:
            raise UnreadableError("an empty file, without even a header", where=str(each))
        if twice:
            raise UnreadableError(f"column {twice[0]} stands twice", where=str(each), fix="rename one of them")
        first = names if first is None else first
        if names != first:
            raise UnreadableError(
                _difference(first, names, files[0].name), where=str(each), fix="write all files alike"
            )
    return first or []


def _names(file: Path) -> list[str]:
    opener = gzip.open if file.name.lower().endswith(".gz") else open
    with reading(str(file)):
        try:
            with opener(file, "rt", encoding="utf-8-sig", newline="") as text:
                return next(csv.reader(text, delimiter=_separator(file)), [])
        except (UnicodeDecodeError, csv.Error, EOFError) as error:
            raise UnreadableError(f"not a CSV file: {error}", where=str(file), fix="write it in UTF-8") from error


def _difference(first: list[str], names: list[str], name: str) -> str:
    missing = [each for each in first if each not in names]
    new = [each for each in names if each not in first]
    if missing:
        return f"has no column {missing[0]}, which {name} has"
    return f"has a column {new[0]} that {name} lacks" if new else f"has its columns in another order than {name}"


def _texts(files: list[Path], header: list[str]) -> pl.LazyFrame:
    return pl.scan_csv(
        files, glob=False, separator=_separator(files[0]), schema=dict.fromkeys(header, pl.String()), infer_schema=False
    )


def _parsed(texts: pl.LazyFrame, types: Mapping[str, tuple[str, bool]]) -> pl.LazyFrame:
    """Texts as values of their type: its name, and whether moments have a time zone."""
    return texts.with_columns(read_as(pl.col(name), logical, zoned=zoned) for name, (logical, zoned) in types.items())


def _learned(files: list[Path], header: list[str]) -> dict[str, tuple[str, bool]]:
    """The narrowest type that every value of a column can be read as; digits that begin with 0 are texts."""
    texts = _texts(files, header)
    with reading(str(files[0]) if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"):
        head = _looks(texts.head(HEAD).collect().lazy(), dict.fromkeys(header, _GUESSES))
        wanted = {name: _still_possible(seen) for name, seen in head.items()}
        seen = _looks(texts, {name: guesses for name, guesses in wanted.items() if guesses})
    found = {name: _narrowest(each) for name, each in seen.items()}
    return {name: each for name, each in found.items() if each is not None}


def _looks(texts: pl.LazyFrame, wanted: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    """By column: how many values cannot be read as each type, look like codes, have a time zone, and are there."""
    asked = {}
    for name, guesses in wanted.items():
        value = pl.col(name)
        asked[name] = {
            **{logical: unreadable(value, logical).sum() for logical in guesses},
            "code": value.str.contains(CODE).sum(),
            "zoned": value.str.contains(ZONED).sum() if "timestamp" in guesses else pl.lit(0),
            "count": value.count(),
        }
    flat = [each.alias(f"{name}\0{what}") for name, looks in asked.items() for what, each in looks.items()]
    row = texts.select(flat).collect(engine="streaming").row(0, named=True) if flat else {}
    return {name: {what: row[f"{name}\0{what}"] for what in looks} for name, looks in asked.items()}


def _still_possible(head: Mapping[str, int]) -> Sequence[str]:
    """What is worth asking all rows after the first ones: asking for every type takes ten times as long."""
    if not head["count"]:
        return _GUESSES
    narrowest = _narrowest(head)
    if narrowest is None:
        return ()
    return ("integer", "number") if narrowest[0] == "integer" else narrowest[:1]


def _narrowest(seen: Mapping[str, int]) -> tuple[str, bool] | None:
    """`None` for texts, for which nothing has to be read."""
    if not seen["count"] or seen["code"]:
        return None
    logical = next((each for each in _GUESSES if not seen.get(each, 1)), None)
    if logical is None or (logical == "timestamp" and seen["zoned"] not in (0, seen["count"])):
        return None
    return logical, bool(seen["zoned"])
