"""Reads a patch of git for what must not be kept: credentials, with the file and line where a person finds them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from rung.project.credentials import Found, find_credentials, find_filled_in

_HUNK = re.compile(rb"@@ -(?P<old>\d+)(?:,\d+)? \+(?P<new>\d+)(?:,\d+)? @@")
_ENV_FILE = re.compile(r"(^|/)\.env(\.(?!example|sample|template|dist)[\w.-]+)?$", re.IGNORECASE)
_LARGEST_BINARY = 20_000_000


class SecretPlace(Struct, frozen=True, order=True):
    """Where a secret stands. Its value is not here."""

    path: str
    line: int
    kind: str


def secrets_in(patch: bytes, folder: Path) -> list[SecretPlace]:
    """Credentials on either side of a patch: what was removed is in the patch too. `folder`: for its binary files."""
    found: set[SecretPlace] = set()
    for path, body in _files(patch):
        if b"\nGIT binary patch\n" in body:
            found |= {SecretPlace(path, each.line, each.kind) for each in _in_binary(folder / path)}
            continue
        for sign in (b"+", b"-"):
            lines = list(_side(body, sign))
            text = b"\n".join(line for _, line in lines)
            for each in _search(path, text):
                found.add(SecretPlace(path, lines[each.line - 1][0], each.kind))
    return sorted(found)


def _search(path: str, text: bytes) -> Iterator[Found]:
    yield from find_credentials(text)
    if _ENV_FILE.search(path):
        yield from find_filled_in(text)


def _in_binary(path: Path) -> list[Found]:
    try:
        content = path.read_bytes() if path.stat().st_size <= _LARGEST_BINARY else b""
    except OSError:
        return []
    return list(find_credentials(content, literals=False))


def _files(patch: bytes) -> Iterator[tuple[str, bytes]]:
    """Path and text of each file's part."""
    for part in re.split(rb"^diff --git ", patch, flags=re.MULTILINE)[1:]:
        named = re.search(rb"^\+\+\+ \"?b/(?P<new>.+?)\"?\t?$", part, re.MULTILINE)
        old = re.search(rb"^--- \"?a/(?P<old>.+?)\"?\t?$", part, re.MULTILINE)
        header = part.partition(b"\n")[0]
        name = named["new"] if named else old["old"] if old else header[len(header) // 2 :].strip().removeprefix(b"b/")
        yield os.fsdecode(name), part


def _side(body: bytes, sign: bytes) -> Iterator[tuple[int, bytes]]:
    """Line numbers and lines of one side, those that did not change with it."""
    number, inside = 0, False
    for line in body.split(b"\n"):
        hunk = _HUNK.match(line)
        if hunk:
            number, inside = int(hunk["new" if sign == b"+" else "old"]), True
        elif inside and line[:1] in (sign, b" "):
            yield number, line[1:]
            number += 1
