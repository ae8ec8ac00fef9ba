"""One interface for "the files of a project", wherever they lie."""

from __future__ import annotations

import codecs
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from rung.assess.parse.shelf import NO_SHELF, Shelf
from rung.assess.tree.commits import RawHistory
from rung.assess.tree.forge import permalink
from rung.assess.tree.names import NameIndex
from rung.domain import Place

_READ_ONCE = (".py", ".ipynb", ".R", ".Rmd", ".csv", ".tsv", ".svg")
_SMALL = 200_000
"""Bytes. Larger files are not configuration that many ask for."""
MAX_TEXT = 2_000_000
"""Bytes. A larger file is data or generated; it is listed, and not parsed."""


UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How the shell of Windows begins what it writes: `pip freeze > requirements.txt`."""


class EntryKind(StrEnum):
    """What an entry of the tree is."""

    FILE = "file"
    EXECUTABLE = "executable"
    LINK = "link"
    SUBMODULE = "submodule"


class Entry(Struct, frozen=True):
    """One name in the tree."""

    path: str
    """Relative, forward slashes; bytes that are not UTF-8 are kept as surrogate escapes."""
    kind: EntryKind
    size: int | None
    """Bytes; `None` when the object is not in this copy (partial clone)."""
    blob: str | None
    """Git object id; `None` in a plain folder."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def missing(self) -> bool:
        """Listed in the tree, but its content is not in this copy."""
        return self.size is None and self.kind in (EntryKind.FILE, EntryKind.EXECUTABLE)


class Tree(ABC):
    """The files of one project at one moment. Reading never writes, runs code or uses the network."""

    entries: Mapping[str, Entry]
    """Every entry by path, sorted. Never the inside of `.git`, a submodule or a followed link."""
    commit: str | None
    """Full id of the commit that was read; `None` for a plain folder or uncommitted files."""
    notes: list[str]
    """What a reader must know: `3 files of 40 are not in this partial clone`."""
    prefix: str = ""
    """The folder of the repository that the paths are relative to, without a trailing slash; empty for its root."""
    home: str = ""
    """The folder of the project inside a tree that holds what several projects share; empty for its root."""
    unlisted: int = 0
    """Folders that could not be listed, and lists that were cut off: what lies there is not known to be absent."""
    shallow: bool = False
    """The repository holds only the newest part of its history."""
    remote: str | None = None
    """Web page of the repository, as `https://host/owner/name`, when its remote is a known forge."""

    shelf: Shelf = NO_SHELF
    """Modules that were read before, for those who read one commit after the other."""

    _room: int = 12_000_000
    """Characters of text that are still kept to be read again."""
    _bytes_room: int = 6_000_000
    """The same for contents that were not made text."""

    @abstractmethod
    def read(self, path: str, limit: int = MAX_TEXT) -> bytes | None:
        """The content, or `None` when the entry is missing, a link, a submodule or larger than `limit` bytes."""

    def content(self, path: str) -> bytes | None:
        """As `read`; what is small and not code is kept, because many collectors ask for configuration."""
        if path in self._kept:
            return self._kept[path]
        content = self.read(path)
        size = len(content or b"")
        if size <= min(_SMALL, self._bytes_room) and not path.endswith(_READ_ONCE):
            self._kept[path] = content
            self._bytes_room -= size
        return content

    def text(self, path: str) -> str | None:
        """The content as text (UTF-16 with its mark, UTF-8, else Latin-1); `None` as for `read`, and for binaries."""
        if path in self._texts:
            return self._texts[path]
        text = _decoded(self.content(path))
        # Configuration is asked for by many collectors; code is parsed once, and would only fill the memory.
        if not path.endswith(_READ_ONCE) and (text is None or len(text) <= self._room):
            self._texts[path] = text
            self._room -= len(text or "")
        return text

    def __contains__(self, path: object) -> bool:
        return path in self.entries

    def glob(self, *patterns: str) -> Iterator[str]:
        """Paths whose name (pattern without `/`) or whole path (with `/`; `*` crosses folders) match, in order."""
        yield from self._names.glob(patterns)

    def is_folder(self, path: str) -> bool:
        """Whether any entry lies below that folder."""
        return path.rstrip("/") in self.folders

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds an entry, without a trailing slash; the root is the empty string."""
        return self._names.folders

    @cached_property
    def by_folder(self) -> dict[str, list[Entry]]:
        """What lies directly in each folder."""
        found: dict[str, list[Entry]] = {}
        for path, entry in self.entries.items():
            found.setdefault(path.rpartition("/")[0], []).append(entry)
        return found

    @cached_property
    def code_folders(self) -> frozenset[str]:
        """Folders of the root that hold code, at any depth."""
        suffixes = (".py", ".ipynb", ".R")
        return frozenset(path.partition("/")[0] for path in self.entries if "/" in path and path.endswith(suffixes))

    @cached_property
    def _texts(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _kept(self) -> dict[str, bytes | None]:
        return {}

    @cached_property
    def _names(self) -> NameIndex:
        return NameIndex(self.entries)

    @cached_property
    def dirty(self) -> int:
        """How many tracked files on disk differ from the commit; 0 where there is no working copy."""
        return 0

    @cached_property
    def damaged(self) -> set[str]:
        """What is listed and could not be read when somebody asked for it."""
        return set()

    def history(self) -> RawHistory | None:
        """The commits that led to the one that was read; `None` where there is no history."""
        return None

    def last_changed(self, paths: Iterable[str], limit: int = 2_000) -> dict[str, datetime]:
        """When each path last changed (aware), looking back over `limit` commits; without the paths older than that."""
        return {}

    def origin(self, place: Place) -> Place:
        """The place under the name that the repository has; another one only where files are seen under other names."""
        return place

    def web_link(self, place: Place) -> str | None:
        """Address of that line at the commit, on GitHub, GitLab or Bitbucket; else `None`."""
        if self.remote is None or self.commit is None:
            return None
        path = f"{self.prefix}/{place.path}" if self.prefix else place.path
        return permalink(self.remote, self.commit, path, place.line)


def _decoded(data: bytes | None) -> str | None:
    """Text of a file: UTF-16 with its mark, UTF-8, else Latin-1; `None` for binaries."""
    if data is None:
        return None
    if data.startswith(UTF_16):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:8000]:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
