"""Looks for credentials in the text files of the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.collectors.files import Files
from rung.assess.parse.credentials import Found, find_credentials, find_filled_in
from rung.assess.paths import Role
from rung.assess.regex import regex
from rung.assess.tree.base import Entry, Tree
from rung.domain import Place

MAX_FILE = 200_000
"""Bytes. A larger text file is data or generated."""
MAX_TOTAL = 40_000_000
"""Bytes read in one tree."""
MOST = 200
"""More places than that are one finding."""
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
    complete: bool = True
    """Every file that should have been read was."""


class SecretsCollector(Collector):
    """Reads code, configuration and documents up to `MAX_FILE` bytes; not notebooks, data, models or images."""

    def collect(self, tree: Tree, files: Files) -> Secrets:
        """Search each file once; tests and fixtures may hold made-up credentials."""
        found: list[Secret] = []
        read = scanned = 0
        complete = True
        for entry in _candidates(tree, files):
            if read + (entry.size or 0) > MAX_TOTAL or len(found) >= MOST:
                complete = False
                break
            content = tree.content(entry.path)
            if content is None:
                complete = False
                continue
            read += len(content)
            scanned += 1
            if b"\0" not in content[:1_000]:
                found += [Secret(each.kind, Place(entry.path, each.line)) for each in _search(entry.path, content)]
        env_files = tuple(path for path in files.roles if ENV_FILE.search(path))
        return Secrets(tuple(found), env_files, scanned, complete)


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
