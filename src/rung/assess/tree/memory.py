"""A tree that a test writes down."""

from __future__ import annotations

from collections.abc import Mapping

from rung.assess.tree.base import MAX_TEXT, Entry, EntryKind, Tree
from rung.assess.tree.commits import RawHistory


class MemoryTree(Tree):
    """Files held in memory, by path: `MemoryTree({"train.py": "fit()"})`."""

    def __init__(
        self,
        files: Mapping[str, str | bytes],
        *,
        history: RawHistory | None = None,
        commit: str | None = None,
        remote: str | None = None,
        shallow: bool = False,
    ) -> None:
        """Text is held as UTF-8, with surrogate escapes."""
        self._contents = {path: _bytes(files[path]) for path in sorted(files)}
        self.entries = {
            path: Entry(path, EntryKind.FILE, len(content), None) for path, content in self._contents.items()
        }
        self.commit = commit
        self.notes = []
        self.remote = remote
        self.shallow = shallow
        self._history = history

    def read(self, path: str) -> bytes | None:
        """The content; `None` when there is no such path or it is larger than `MAX_TEXT`."""
        content = self._contents.get(path)
        return content if content is not None and len(content) <= MAX_TEXT else None

    def history(self) -> RawHistory | None:
        """The history that was given."""
        return self._history


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
