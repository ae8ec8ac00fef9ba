"""Pipes and devices where git looks for files: whoever opens one waits for ever, so they are found before git does.

A clone holds none; they come with an archive that was made to hurt, or by accident.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import pygit2

from rung.assess.regex import regex
from rung.assess.tree.folder import read_file
from rung.errors import SourceError

_LOOKED_INTO = ("refs", "info", "objects")
"""Folders of a repository that are read; others may be large, and nobody opens what lies there."""
_MOST = 200_000
_MOST_CONFIGS = 50
_VALUE = regex(r"=[ \t]*+([^\n]+)")
_UNQUOTED = regex(r"[\"\\]")
_RULES = (".gitignore", ".gitattributes")


def refuse_pipes(at: Path) -> None:
    """Look through what git opens of the repository at a working copy or bare folder.

    Raises
    ------
    SourceError
        There is a pipe or a device among it.
    """
    seen: set[str] = set()
    todo = [at / ".git" if os.path.lexists(at / ".git") else at]
    while todo and len(seen) < _MOST_CONFIGS:
        here = todo.pop()
        _refuse(here)
        if os.path.realpath(here) in seen:
            continue
        seen.add(os.path.realpath(here))
        if here.is_file():
            todo += _named(here, "gitdir:")
            continue
        for path in _files(here):
            _refuse(path)
        _refuse_in_settings(here)
        todo += _named(here / "commondir", "")
        todo += [folder.parent for folder in _named(here / "objects" / "info" / "alternates", "")]


def may_compare(repository: pygit2.Repository) -> bool:
    """Whether git may be asked what has changed on disk: no rules of a tracked folder are a pipe or a device."""
    folders = {""}
    for entry in repository.index:
        folder = entry.path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    root = repository.workdir or repository.path
    return not any(_is_endless(os.path.join(root, folder, name)) for folder in folders for name in _RULES)


def refuse_rules(folder: str) -> None:
    """Raise `SourceError` where a folder's `.gitignore` or `.gitattributes` is a pipe or a device."""
    for name in _RULES:
        _refuse(os.path.join(folder, name))


def _refuse(path: str | os.PathLike[str]) -> None:
    if _is_endless(path):
        raise SourceError(
            "this is a pipe or a device where git has a file: reading it would never end",
            where=os.fspath(path),
            fix="remove it, or assess a fresh clone",
        )


def _is_endless(path: str | os.PathLike[str]) -> bool:
    """A pipe or a device, also behind links. A socket cannot be opened, and nothing is in the null device."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    if stat.S_ISCHR(mode):
        return os.path.realpath(path) != os.devnull
    return stat.S_ISFIFO(mode) or stat.S_ISBLK(mode)


def _files(git_dir: Path) -> Iterator[str]:
    """What is no plain file, and all links, of what git opens in its own folder."""
    folders = [os.fspath(git_dir), *(os.path.join(git_dir, each) for each in _LOOKED_INTO)]
    looked_at = 0
    while folders and looked_at < _MOST:
        folder = folders.pop()
        try:
            with os.scandir(folder) as listing:
                found = list(listing)
        except OSError:
            continue
        looked_at += len(found)
        for each in found:
            if each.is_dir(follow_symlinks=False):
                if folder != os.fspath(git_dir):
                    folders.append(each.path)
            elif not each.is_file(follow_symlinks=False):
                yield each.path


def _named(file: Path, lead: str) -> Iterable[Path]:
    """The folders that a file names, one a line, seen from where it lies."""
    text = (read_file(os.fspath(file)) or b"").decode("utf-8", "surrogateescape")
    lines = [line.removeprefix(lead).strip() for line in text.splitlines()[:_MOST_CONFIGS]]
    return [file.parent / line for line in lines if line and "\0" not in line]


def _refuse_in_settings(git_dir: Path) -> None:
    """Settings may name further files: `include.path`, `core.excludesFile`; whatever is named is looked at."""
    seen: set[str] = set()
    todo = [git_dir / "config", git_dir / "config.worktree"]
    while todo and len(seen) < _MOST_CONFIGS:
        file = todo.pop()
        if os.path.realpath(file) in seen:
            continue
        seen.add(os.path.realpath(file))
        for value in _values(os.path.realpath(file)):
            try:
                path = file.parent / os.path.expanduser(value)
                _refuse(path)
                if path.is_file():
                    todo.append(path)
            except (OSError, ValueError, RuntimeError):
                continue


def _values(file: str) -> Iterator[str]:
    text = (read_file(file) or b"").decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("\\\n", "")
    for found in _VALUE.finditer(text):
        whole = _UNQUOTED.sub("", found[1]).strip()
        # What follows `#` or `;` is a remark, unless it is quoted.
        yield from {whole, re.split(r"[#;]", whole, maxsplit=1)[0].strip()} - {""}
