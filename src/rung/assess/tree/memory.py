"""A tree that a test writes down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
        absent: Iterable[str] = (),
    ) -> None:
        """Text is held as UTF-8, with surrogate escapes; `absent` paths are listed, and not in this copy."""
        self._contents = {path: _bytes(files[path]) for path in sorted(files)}
        self.entries = {
            path: Entry(path, EntryKind.FILE, len(content), None) for path, content in self._contents.items()
        }
        lost = {path: Entry(path, EntryKind.FILE, None, "0" * 40) for path in absent}
        self.entries = dict(sorted((self.entries | lost).items()))
        self._contents = {path: content for path, content in self._contents.items() if path not in lost}
        self.commit = commit
        self.notes = []
        self.remote = remote
        self.shallow = shallow
        self._history = history

    def read(self, path: str, limit: int = MAX_TEXT) -> bytes | None:
        """The content; `None` when there is no such path, it is absent or it is larger than `limit`."""
        content = self._contents.get(path)
        return content if content is not None and len(content) <= limit else None

    def history(self) -> RawHistory | None:
        """The history that was given."""
        return self._history


def _bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
