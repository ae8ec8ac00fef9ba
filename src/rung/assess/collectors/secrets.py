"""Looks for credentials in the text files of the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.collectors.files import LARGE, Files
from rung.assess.paths import Role
from rung.assess.regex import regex
from rung.assess.tree.base import MAX_TEXT, UTF_16, Entry, Tree
from rung.domain import Place
from rung.project.credentials import Found, find_credentials, find_filled_in

MAX_FILE = LARGE
"""Bytes. A larger file is a finding of its own, whatever it holds."""
MAX_TOTAL = 60_000_000
"""Bytes read in one tree."""
MOST = 200
"""More places than that are one finding."""
NAMED_TEXT = frozenset({Role.CODE, Role.TEST, Role.CONFIG, Role.CI})
"""What is text by its name, however long."""
READ_ROLES = frozenset({Role.CODE, Role.TEST, Role.CONFIG, Role.CI, Role.DOC, Role.OTHER})
ENV_FILE = regex(r"(^|/)\.env(\.(?!example|sample|template|dist|default|tpl|test|tmpl)[\w.-]+)?$", re.IGNORECASE)
LEFT_OUT = regex(
    r"\.(pdf|docx|pptx|odt|woff2?|ttf|otf|jar|so|dll|exe|class|mp[34]|wav|mov|swp|lock)$"
    r"|(^|/)(tests?|testing|testdata|test[_-]data|fixtures?|testthat|mocks?)/|(^|/)(test_[^/]+|conftest)\.py$"
    r"|(^|/)\.secrets\.baseline$",
    re.IGNORECASE,
)
"""Not text, or made up for tests."""
EXPLAINS = regex(r"\.(md|rst|txt|adoc|html|tex)$|\.(example|sample|template|dist|tpl|tmpl)\b", re.IGNORECASE)
"""Made-up passwords are part of the explanation: only the formats that nobody makes up count there."""


class Secret(Struct, frozen=True):
    """Something that opens a door, in plain text."""

    kind: str
    """`AWS access key`, `private key`, `password`."""
    place: Place


class Secrets(Struct, frozen=True):
    """Credentials in the files as they were read; older commits are not searched. No value is kept."""

    found: tuple[Secret, ...] = ()
    env_files: tuple[str, ...] = ()
    """Tracked `.env` files, with credentials in them or without."""
    scanned: int = 0
    """Files that were read."""
    unread: tuple[str, ...] = ()
    """Files that should have been read and were not."""

    @property
    def complete(self) -> bool:
        """Every file that should have been read was."""
        return not self.unread


class SecretsCollector(Collector):
    """Reads code, configuration and documents up to `MAX_FILE` bytes; not notebooks, data, models or images."""

    def collect(self, tree: Tree, files: Files) -> Secrets:
        """Search each file once; tests and fixtures may hold made-up credentials."""
        found: list[Secret] = []
        unread: list[str] = []
        read = scanned = 0
        # The small ones first: what the room does not suffice for is a few large ones, and not half of the code.
        for entry in sorted(_candidates(tree, files), key=lambda each: (each.size or 0, each.path)):
            fits = read + (entry.size or 0) <= MAX_TOTAL and len(found) < MOST
            content = _content(tree, entry) if fits else None
            if content is None:
                unread.append(entry.path)
                continue
            read += len(content)
            scanned += 1
            if files.role(entry.path) in NAMED_TEXT or b"\0" not in content[:1_000]:
                found += [Secret(each.kind, Place(entry.path, each.line)) for each in _search(entry.path, content)]
        env_files = tuple(path for path in files.roles if ENV_FILE.search(path))
        return Secrets(tuple(sorted(found, key=lambda each: each.place)), env_files, scanned, tuple(unread))


def _content(tree: Tree, entry: Entry) -> bytes | None:
    """The bytes, UTF-16 as UTF-8; a zero byte hides nothing where the name says text."""
    content = tree.content(entry.path) if (entry.size or 0) <= MAX_TEXT else tree.read(entry.path, MAX_FILE)
    if content is not None and content.startswith(UTF_16):
        return content.decode("utf-16", "replace").encode()
    return content


def _candidates(tree: Tree, files: Files) -> Iterator[Entry]:
    for path, role in files.roles.items():
        entry = tree.entries[path]
        small = entry.size is None or 0 < entry.size <= MAX_FILE
        if small and role in READ_ROLES and not (LEFT_OUT.search(path) or files.excluded(path)):
            yield entry


def _search(path: str, content: bytes) -> list[Found]:
    is_env = bool(ENV_FILE.search(path))
    found = list(find_credentials(content, literals=not (is_env or EXPLAINS.search(path))))
    if is_env:
        lines = {each.line for each in found}
        found += [each for each in find_filled_in(content) if each.line not in lines]
    return found
