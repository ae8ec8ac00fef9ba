"""Lists what was not read: absent, refused, too large, not text, or not what its name says."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.base import Collector
from rung.assess.code import Code
from rung.assess.collectors.files import Files
from rung.assess.file_kinds import file_kind, size_limit
from rung.assess.parse.trying import problem_of
from rung.assess.tree.base import Entry, Tree
from rung.assess.unread import Unread, weigh
from rung.domain.unread import FileKind, UnreadFile, Why

TRIED = frozenset({FileKind.SETTINGS, FileKind.CI, FileKind.DEPENDENCIES, FileKind.INFRASTRUCTURE})
"""Kinds whose text has a grammar that it can fail; code is read by `CodeCollector`."""
TEXTS = TRIED | {FileKind.BUILD, FileKind.DOCUMENT}
POINTER = b"version https://git-lfs"


class UnreadCollector(Collector):
    """Every own file of a kind that holds evidence; what is vendored, generated or put away is nobody's evidence."""

    def collect(self, tree: Tree, files: Files, code: Code) -> Unread:
        """One pass over the names; only settings are read, which others read too."""
        own = [
            (entry, kind)
            for path in files.roles
            if not files.excluded(path) and (kind := file_kind(path)) is not None
            for entry in (tree.entries[path],)
        ]
        errors = dict(code.unread)
        partly = dict(code.partly)
        found = tuple(
            UnreadFile(entry.path, kind, why, detail, files.aside(entry.path))
            for entry, kind in own
            for why, detail in _why(tree, entry, kind, errors.get(entry.path, ""), partly.get(entry.path, ""))
        )
        counting = {
            kind: [each for each, its in own if its is kind and not files.aside(each.path)] for kind in FileKind
        }
        weights = {kind: weigh([each.size for each in entries]) for kind, entries in counting.items()}
        missing = {each.path for each in found if each.why is not Why.PARTLY}
        return Unread(
            files=found,
            weights={kind: sum(each) for kind, each in weights.items()},
            lost={
                kind: sum(weight for entry, weight in zip(entries, weights[kind], strict=True) if entry.path in missing)
                for kind, entries in counting.items()
            },
            unlisted=tree.unlisted,
        )


def _why(tree: Tree, entry: Entry, kind: FileKind, error: str, partly: str) -> Iterator[tuple[Why, str]]:
    """Why that file was not read; nothing when it was."""
    limit = size_limit(kind)
    if entry.size is None:
        yield (Why.REFUSED if entry.blob is None else Why.ABSENT), ""
    elif kind is FileKind.DATA:  # tables are never read as a whole, and are no less data for it
        return
    elif entry.size > limit:
        yield Why.LARGE, f"over {limit / 1_000_000:g} MB"
    elif error:
        yield _why_code(tree, entry, error)
    elif partly:
        yield Why.PARTLY, partly
    elif kind in TEXTS and entry.size:
        yield from _why_text(tree, entry, kind)


def _why_text(tree: Tree, entry: Entry, kind: FileKind) -> Iterator[tuple[Why, str]]:
    text = tree.text(entry.path)
    if text is None:
        yield (Why.REFUSED if tree.content(entry.path) is None else Why.BINARY), ""
    elif kind in TRIED and (problem := problem_of(entry.path, text)):
        yield Why.INVALID, problem


def _why_code(tree: Tree, entry: Entry, error: str) -> tuple[Why, str]:
    if "before it take" in error:
        return Why.LARGE, error
    content = tree.read(entry.path, size_limit(FileKind.NOTEBOOK))
    if content is None:
        return Why.REFUSED, ""
    if content.startswith(POINTER):
        return Why.POINTER, ""
    if b"\0" in content[:8_000]:
        return Why.BINARY, ""
    return Why.INVALID, error
