"""Which data files a piece of code names, and in what way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fnmatch import fnmatchcase
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from rung.assess.parse.python_facts import Module
from rung.assess.regex import regex

TABLES = (".csv", ".tsv", ".parquet", ".pq", ".jsonl", ".ndjson", ".feather", ".arrow")
"""What a step is given as a frame."""
OTHERS = (".csv.gz", ".tsv.gz", ".xlsx", ".xls", ".sqlite", ".json.gz")
"""What a step is given as a path."""
ENDINGS = (*TABLES, *OTHERS)
_WRITING = regex(
    r"(?:^|\.)(?:to_(?:csv|parquet|json|feather|excel)|write_(?:csv|parquet|ndjson|ipc)|savetxt|sink_\w+)$"
)
_MOST = 400


class Mention(Struct, frozen=True):
    """A text in the code that names a data file."""

    text: str
    line: int
    path: str | None
    """The file of the folder that it means; `None` where that is not there."""
    written: bool = False
    """The code writes it."""
    elsewhere: bool = False
    """A file of that name is here, and the text leads to another place: `/content/drive/train.csv`."""


class DataFiles:
    """The data files of a folder, and which of them a text means."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = sorted(paths)
        self._all = frozenset(self.paths)
        self._named: dict[str, list[str]] = defaultdict(list)
        for path in self.paths:
            self._named[basename(path)].append(path)

    def mentions(self, module: Module) -> list[Mention]:
        """In the order of the code."""
        written = {
            text for call in module.calls if _WRITING.search(call.name)
            for text in (*call.args[:1], *call.kwargs.values()) if isinstance(text, str)
        }  # fmt: skip
        texts = dict(reversed(module.strings))
        for call in module.calls:
            for text in (*call.args[:2], *list(call.kwargs.values())[:4]):
                if isinstance(text, str) and len(text) <= 200:
                    texts.setdefault(text, call.line)
        ordered = sorted(texts.items(), key=lambda each: each[1])
        found = [
            each for text, line in ordered[: _MOST * 20] for each in self._meant(text, line, module, text in written)
        ]
        return found[:_MOST]

    def _meant(self, text: str, line: int, module: Module, written: bool) -> list[Mention]:
        plain = text.replace("\\", "/").removeprefix("file://").strip()
        if not plain.lower().endswith(ENDINGS) or "://" in plain or "\n" in plain or " " in basename(plain)[:1]:
            return []
        near = normpath(join(dirname(module.path), plain))
        places = (near, normpath(plain))
        found = next((each for each in places if each in self._all), None)
        if found:
            return [Mention(plain, line, found, written)]
        if "{}" in plain or "*" in plain:
            patterns = [each.replace("{}", "*") for each in places]
            meant = [path for path in self.paths if any(fnmatchcase(path, each) for each in patterns)]
            return [Mention(plain, line, path, written) for path in meant]
        same = self._named.get(basename(plain), [])
        if len(same) == 1:
            return [Mention(plain, line, same[0], written, elsewhere="/" in plain)]
        return [Mention(plain, line, None, written)]
