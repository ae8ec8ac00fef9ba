"""What is to be added, and what of it need not be read because nothing has changed."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from rung.data.versions.index import Index, Known
from rung.data.versions.source import Source, State
from rung.domain.dataset import DatasetVersion
from rung.store.files import BlobStore


class Wanted(Struct, frozen=True):
    """A file that belongs to the version."""

    source: Source
    state: State
    known: Known | None
    """As it was read before, where it looks the same and the store has it."""
    likely: str | None
    """Digest in the previous version, where the size is the same and the store has it."""


def look(found: Sequence[Source], files: BlobStore, remembered: Index, previous: DatasetVersion | None) -> list[Wanted]:
    """Look at every file without reading any."""
    before = {each.path: each for each in previous.files} if previous else {}
    seen: list[Wanted] = []
    for source in found:
        state = source.listed or source.state()
        old = before.get(source.path)
        likely = old.digest if old and old.size == state.size else None
        seen.append(Wanted(source, state, remembered.find(source.where, state), likely))
    there = _there(seen, files, {each.digest for each in before.values()})
    return [
        Wanted(
            each.source,
            each.state,
            each.known if each.known and each.known.digest in there else None,
            each.likely if each.likely in there else None,
        )
        for each in seen
    ]


def _there(seen: Sequence[Wanted], files: BlobStore, held: set[str]) -> set[str]:
    """Digests that the store has, and will have when the version is recorded.

    What the previous version holds is safe; other content may be about to be tidied away, unless it is touched.
    """
    asked = {each.known.digest for each in seen if each.known} | {each.likely for each in seen if each.likely}
    there = asked - files.missing(asked)
    return {each for each in there if each in held or files.touch(each)}
