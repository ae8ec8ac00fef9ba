"""A tree whose files are templates, read as the files they will become.

`train.py.tmpl` and `{{name}}/notes.md.jinja` are seen under the name without the suffix, with what the template
language writes left open; so is the content of every file in a folder whose name is filled in. Places are given back
under the names that the repository has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from rung.assess.parse.yaml_templates import PLACEHOLDER, blank_templates, identifier
from rung.assess.regex import regex
from rung.assess.tree.base import MAX_TEXT, Entry, Tree
from rung.assess.tree.commits import RawHistory
from rung.domain import Place

SUFFIXES = (".tmpl", ".jinja", ".jinja2", ".j2", ".template")
READ = (".py", ".ipynb", ".R", ".sql", ".sh", ".toml", ".txt", ".cfg", ".ini", ".md", ".tf", ".json")
"""What a template becomes, where nobody else knows how to read the template itself. YAML is left to its own reader."""


class TemplatedTree(Tree):
    """Wraps a tree; made by `as_written`."""

    def __init__(self, whole: Tree, names: dict[str, str]) -> None:
        """`names`: the name that is seen → the name in the repository."""
        self._whole = whole
        self._originals = names
        self.commit = whole.commit
        self.notes = whole.notes
        self.damaged = whole.damaged
        self.prefix = whole.prefix
        self.home = whole.home
        self.shallow = whole.shallow
        self.unlisted = whole.unlisted
        self.remote = whole.remote
        hidden = set(names.values())
        entries = {path: entry for path, entry in whole.entries.items() if path not in hidden}
        entries |= {seen: _seen(whole.entries[own], seen) for seen, own in names.items()}
        self.entries = dict(sorted(entries.items()))

    def read(self, path: str, limit: int = MAX_TEXT) -> bytes | None:
        """The content with the template language blanked."""
        own = self._originals.get(path)
        data = self._whole.read(own or path, limit)
        if own is None or data is None:
            return data
        text = blank_templates(data.decode("utf-8", "surrogateescape"), identifier)
        if path.endswith(".toml"):
            text = _BARE.sub(r'= "\1"', text)
        return text.encode("utf-8", "surrogateescape")

    def history(self) -> RawHistory | None:
        """As of the tree below."""
        return self._whole.history()

    def last_changed(self, paths: Iterable[str], limit: int = 2_000) -> dict[str, datetime]:
        """When each path last changed."""
        back = {self._originals.get(path, path): path for path in paths}
        return {back[own]: moment for own, moment in self._whole.last_changed(back, limit).items()}

    def origin(self, place: Place) -> Place:
        """The place under the name that the repository has."""
        own = self._originals.get(place.path)
        return replace(place, path=own) if own else place


_CONTROL = regex(r"\{%[^%]{0,200}%\}")
"""A part of a name that says when the file is made."""
_BARE = regex(r"=[ \t]{0,8}(" + PLACEHOLDER + r"\w{0,200})")
"""What a template writes with its quotation marks."""
_SUBDIRECTORY = regex(r"^_subdirectory:[ \t]*[\"']?([\w./-]+)", re.M)


def _generated_from(tree: Tree) -> str:
    """The folder, with its slash, that Copier fills in; empty where none is named."""
    for path in ("copier.yml", "copier.yaml"):
        found = _SUBDIRECTORY.search((tree.text(path) or "") if path in tree else "")
        if found:
            return found[1].strip("./") + "/"
    return ""


def _seen(entry: Entry, path: str) -> Entry:
    """The entry under its other name; with the id of its object only where that is absent: else other text is read."""
    return replace(entry, path=path, blob=entry.blob if entry.missing else None)


def as_written(tree: Tree) -> Tree:
    """The tree itself, or the files that its templates will become."""
    names: dict[str, str] = {}
    home = _generated_from(tree)
    for path in tree.entries:
        plain = _CONTROL.sub("", path) if "{%" in path else path
        inside = "{{" in path or plain != path or (home and path.startswith(home))
        if inside and plain.endswith(READ) and (plain == path or plain not in tree.entries):
            names[plain] = path
        for suffix in SUFFIXES:
            seen = path.removesuffix(suffix)
            if seen != path and seen.endswith(READ) and seen not in tree.entries:
                names.setdefault(seen, path)
    return TemplatedTree(tree, names) if names else tree
