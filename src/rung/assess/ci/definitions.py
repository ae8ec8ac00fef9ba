"""The files of a tree as CI vendors read them: parsed once, scripts cut into commands with their real lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from posixpath import normpath

from rung.assess.parse import shell, yaml
from rung.assess.parse.shell import Command
from rung.assess.parse.unreadable import unreadable
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.assess.tree.base import Tree
from rung.assess.tree.templated import SUFFIXES
from rung.errors import UnreadableError

TEMPLATE_SUFFIXES = (*SUFFIXES, ".tpl")
_BLOCKS = ("|", ">", "|-", ">-", "|+", ">+")


class Definitions:
    """Reads each file once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._documents: dict[str, list[object] | UnreadableError] = {}
        self._lines: dict[str, list[str]] = {}

    def documents(self, path: str) -> list[object]:
        """The YAML documents of a file; raises `UnreadableError` for what cannot be read or parsed."""
        known = self._documents.get(path)
        if known is None:
            try:
                known = self._parse(path)
            except UnreadableError as error:
                known = error
            self._documents[path] = known
        if isinstance(known, UnreadableError):
            raise known
        return known

    def mapping(self, path: str) -> YamlMap | None:
        """The first document, when the file is there and that is a mapping."""
        try:
            documents = self.documents(path)
        except UnreadableError:
            return None
        first = documents[0] if documents else None
        return first if isinstance(first, YamlMap) else None

    def content(self, path: str) -> str:
        """The text of a file; raises `UnreadableError` when there is none."""
        text = self.tree.text(path)
        if text is None:
            raise unreadable("text", "it is binary, too large, or not in this copy")
        return text

    def commands(
        self,
        path: str,
        text: str,
        line: int,
        *,
        errexit: bool = True,
        pipefail: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> tuple[Command, ...]:
        """The commands of a script whose YAML key stands on that line."""
        if not text.strip():
            return ()
        first = line + 1 if self._opens_block(path, line) else max(line, 1)
        script = shell.read_script(text, first_line=first, errexit=errexit, pipefail=pipefail, variables=variables)
        return script.commands

    def listed(
        self, path: str, listed: Iterable[tuple[str, int]], *, errexit: bool = True, pipefail: bool = False
    ) -> tuple[Command, ...]:
        """The commands of a list of scripts that one shell runs after each other."""
        found: list[Command] = []
        text, first, at = "", 0, 0
        for each, line in listed:
            start = line + 1 if self._opens_block(path, line) else max(line, 1)
            if not text or start < at:
                found += shell.read_script(text, first_line=first or 1, errexit=errexit, pipefail=pipefail).commands
                text, first, at = "", start, start
            body = each.rstrip("\n") + "\n"
            text += "\n" * (start - at) + body
            at = start + body.count("\n")
        found += shell.read_script(text, first_line=first or 1, errexit=errexit, pipefail=pipefail).commands
        return tuple(found)

    def _opens_block(self, path: str, line: int) -> bool:
        lines = self._lines.get(path)
        if lines is None:
            lines = self._lines[path] = (self.tree.text(path) or "").splitlines()
        words = lines[line - 1].split(" #", 1)[0].split() if 0 < line <= len(lines) else []
        return bool(words) and words[-1] in _BLOCKS

    def _parse(self, path: str) -> list[object]:
        text = self.content(path)
        return yaml.read_templated(text) if is_templated(path) else yaml.read(text)


def is_templated(path: str) -> bool:
    """Whether the file is part of a project template: it is filled in before it is used."""
    return "{{" in path or "{%" in path or path.endswith(TEMPLATE_SUFFIXES)


def bare_name(path: str) -> str:
    """The path without the suffix of a template language."""
    for suffix in TEMPLATE_SUFFIXES:
        if path.endswith(suffix):
            return path[: -len(suffix)]
    return path


def word(value: object) -> str:
    """A scalar as text; `true` and `false` as YAML writes them; empty for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""


def strings(value: object) -> tuple[str, ...]:
    """A scalar, or the scalars of a list, as texts; nested lists are flattened."""
    if isinstance(value, list):
        return tuple(each for item in value for each in strings(item))
    text = word(value)
    return (text,) if text else ()


def scalars(value: object) -> Mapping[str, str]:
    """The scalar entries of a mapping, as texts; lists of scalars are joined by a space."""
    if not isinstance(value, dict):
        return {}
    return {key: " ".join(strings(each)) for key, each in value.items() if not isinstance(each, dict)}


def mapping(value: object) -> YamlMap:
    """The value when it is a mapping, else an empty one."""
    return value if isinstance(value, YamlMap) else YamlMap()


def items(value: object) -> Iterator[tuple[object, int]]:
    """The items of a list with their lines; a single value counts as a list of one."""
    if isinstance(value, YamlList):
        yield from zip(value, value.lines, strict=True)
    elif value is not None:
        yield value, getattr(value, "line", 0)


def scripts(value: object, line: int) -> Iterator[tuple[str, int]]:
    """The texts of a script, or of a list of scripts, with their lines; nested lists are flattened."""
    if isinstance(value, YamlList):
        for each, at in zip(value, value.lines, strict=True):
            yield from scripts(each, at)
    elif word(value):
        yield word(value), line


def inside(folder: str, path: str) -> str:
    """`path` as seen from `folder`, relative to the root; empty for the root or what lies outside of it."""
    joined = normpath(f"{folder}/{path}" if folder and not path.startswith("/") else path.lstrip("/"))
    return "" if joined == "." or joined.startswith("..") else joined
