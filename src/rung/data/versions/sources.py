"""Where the files of a dataset come from: `datasets.NAME.source` in `rung.yaml`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from rung.data.versions.source import LocalSource, Source
from rung.data.versions.walking import files_below, files_matching, fixed_part, is_pattern
from rung.errors import NoSourceError, UsageError


def find_sources(sources: Iterable[str], root: Path) -> tuple[list[Source], list[str]]:
    """Every file, by its path in the version, and what a person should know about the sources.

    Files of the project have their path inside it. Those from outside have their path below the folder (or below what
    stands before the first wildcard) that was named.

    Raises
    ------
    NoSourceError
        A source means no file.
    UsageError
        Two files would have one path, or links lead in a circle.
    StorageError
        Something may not be read.
    """
    found: dict[str, Source] = {}
    said: list[str] = []
    for each in sources:
        number = 0
        for source in _remote(each) if "://" in each else _local(each, os.path.abspath(root), said):
            number += 1
            _take(source, found)
        if not number:
            raise NoSourceError("no file is there", where=each, fix="correct the source of the dataset in rung.yaml")
    if not found:
        raise UsageError("the dataset has no source", fix="name its files in rung.yaml: source: data/*.parquet")
    return [found[path] for path in sorted(found)], said


def _take(source: Source, found: dict[str, Source]) -> None:
    twin = found.setdefault(source.path, source)
    if twin.where != source.where:
        raise UsageError(
            f"two files would have the path {source.path}: {twin.where} and {source.where}",
            fix="name a folder further up, or make them two datasets",
        )


def _local(text: str, root: str, said: list[str]) -> Iterator[Source]:
    """A path that exists is taken by its name, even if it looks like a pattern."""
    whole = os.path.normpath(os.path.join(root, os.path.expanduser(text)))
    pattern = is_pattern(text) and not os.path.lexists(whole)
    base = fixed_part(whole) if pattern else whole
    inside = os.path.commonpath([base, root]) == root
    if not inside:
        said.append(f"{text} leads out of the project: whoever has only the repository cannot add it again")
    above = root if inside else base if pattern or os.path.isdir(base) else os.path.dirname(base)
    start = len(above.rstrip(os.sep)) + 1
    for where in _paths(whole, base, pattern):
        yield LocalSource(where[start:].replace(os.sep, "/"), where)


def _paths(whole: str, base: str, pattern: bool) -> Iterator[str]:
    if pattern:
        yield from files_matching(base, whole[len(base) :]) if os.path.isdir(base) else ()
    elif os.path.isdir(whole):
        yield from files_below(whole)
    elif os.path.lexists(whole):
        yield whole


def _remote(url: str) -> Iterator[Source]:
    from rung.data.versions.remote_sources import find_remote  # noqa: PLC0415 - fsspec takes its time

    yield from find_remote(url)
