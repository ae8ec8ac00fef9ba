"""The files that the command of a step names: a script, its configuration."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator

from rung.pipeline.code.file_states import FileStates
from rung.pipeline.code.reach import Reach
from rung.pipeline.encoding import digest_of
from rung.pipeline.placeholders import PLACEHOLDER

_MOST_FILES = 2000
_SPLIT = re.compile(r"[\s;&|<>()=]+")


def words_of(command: str) -> list[str]:
    """Words in which a path may stand; those with a placeholder are no paths of the project."""
    try:
        tokens = shlex.split(command, comments=False)
    except ValueError:
        tokens = command.split()
    found = []
    for token in tokens:
        found += [token] if " " in token else []
        found += [each for each in _SPLIT.split(token) if each]
    return [each for each in dict.fromkeys(found) if not PLACEHOLDER.search(each)]


def named_code(command: str, reach: Reach, states: FileStates) -> None:
    """Begin at every Python file and every `-m module` of the command."""
    words = words_of(command)
    for place, word in enumerate(words):
        path = _inside(word, states)
        if path and path.endswith(".py"):
            reach.script(path)
        if word == "-m" and place + 1 < len(words):
            reach.module(words[place + 1]) and reach.module(f"{words[place + 1]}.__main__")


def named_files(command: str, states: FileStates) -> dict[str, str]:
    """Digests of all other files that it names, by path; a folder counts with everything in it."""
    found: dict[str, str] = {}
    for word in words_of(command):
        path = _inside(word, states)
        if path is None:
            continue
        if os.path.isdir(states.root / path):
            found[f"{path}/"] = digest_of([(each, states.digest(each)) for each in _below(path, states)])
        elif not path.endswith(".py"):
            found[path] = states.digest(path) or ""
    return found


def _inside(word: str, states: FileStates) -> str | None:
    """The path below the project's root, where the word is one of a file or folder there."""
    if len(word) > 1000 or "\0" in word:
        return None
    full = os.path.normpath(os.path.join(states.root, word))
    inside = os.path.relpath(full, states.root).replace(os.sep, "/")
    if inside == "." or inside.startswith("..") or not os.path.exists(full):
        return None
    return inside


def _below(folder: str, states: FileStates) -> Iterator[str]:
    count = 0
    for above, folders, names in os.walk(states.root / folder):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each != "__pycache__")
        for name in sorted(names):
            count += 1
            if count > _MOST_FILES:
                return
            yield os.path.relpath(os.path.join(above, name), states.root).replace(os.sep, "/")
