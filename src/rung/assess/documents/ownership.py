"""Who answers for what: CODEOWNERS, catalogue entries, and the authors that package files name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.documents.globs import covers
from rung.assess.parse import toml, yaml
from rung.assess.parse.yaml import YamlMap
from rung.domain import Place
from rung.errors import UnreadableError

CODEOWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".bitbucket/CODEOWNERS")
PLACEHOLDER_NAME = re.compile(
    r"^\W*$|your[ _-]?(name|team|org|company)|\bTODO\b|\bTBD\b|[{<\[].{0,300}[}>\]]|john doe|jane doe|^(author"
    r"|name|owner|user|unknown|guests?|me|n/?a|none|@?(org|team|username|global-owner\d?))$"
    r"|@?example\b|@(org|your-org|my-org)/",
    re.IGNORECASE,
)


class OwnerRule(Struct, frozen=True):
    """One line of a CODEOWNERS file."""

    pattern: str
    owners: tuple[str, ...]
    """As written, placeholders left out; empty when the line takes the owners away."""
    place: Place

    def covers(self, path: str) -> bool:
        """Whether the line is about that path, by the rules of gitignore."""
        return covers(self.pattern, path)


class Named(Struct, frozen=True):
    """A person or team that a file names, and as what."""

    name: str
    role: str
    """`author`, `maintainer`, `owner`."""
    place: Place


def read_codeowners(text: str, path: str) -> Iterator[OwnerRule]:
    """The lines of a CODEOWNERS file; headings of GitLab sections are left out."""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split("#", 1)[0].split()
        if not words or words[0].startswith(("[", "^[")):
            continue
        owners = tuple(word for word in words[1:] if "@" in word and not PLACEHOLDER_NAME.search(word))
        yield OwnerRule(words[0], owners, Place(path, number))


def read_authors(text: str, path: str) -> Iterator[Named]:
    """Authors and maintainers of a `pyproject.toml`, an R `DESCRIPTION`, or a catalogue entry."""
    name = path.rsplit("/", 1)[-1]
    try:
        if name == "pyproject.toml":
            yield from _pyproject(text, path)
        elif name == "DESCRIPTION":
            yield from _description(text, path)
        elif name.startswith("catalog-info"):
            yield from _catalogue(text, path)
        elif name in ("setup.py", "setup.cfg"):
            yield from _setup(text, path)
    except UnreadableError:
        return


def _pyproject(text: str, path: str) -> Iterator[Named]:
    document = toml.read(text)
    tool = document.get("tool")
    for table in (document.get("project"), tool.get("poetry") if isinstance(tool, dict) else None):
        if not isinstance(table, dict):
            continue
        for key, role in (("authors", "author"), ("maintainers", "maintainer")):
            values = table.get(key)
            for each in values if isinstance(values, list) else ():
                said = str(each.get("name") or each.get("email") or "") if isinstance(each, dict) else str(each)
                yield from _named(said, role, path, _line(text, key))


def _description(text: str, path: str) -> Iterator[Named]:
    for number, line in enumerate(text.splitlines(), 1):
        key, colon, value = line.partition(":")
        if colon and key in ("Author", "Maintainer"):
            yield from _named(value, key.lower(), path, number)
        elif found := re.search(
            r"person\(\s*(?:given\s*=\s*)?[\"']([^\"']+)[\"'](?:,\s*(?:family\s*=\s*)?[\"']([^\"']+)[\"'])?", line
        ):
            yield from _named(" ".join(part for part in found.groups() if part), "author", path, number)


def _catalogue(text: str, path: str) -> Iterator[Named]:
    for document in yaml.read(text):
        spec = document.get("spec") if isinstance(document, YamlMap) else None
        if isinstance(spec, YamlMap) and spec.get("owner"):
            yield from _named(str(spec["owner"]), "owner", path, yaml.line_of(spec, "owner"))


def _setup(text: str, path: str) -> Iterator[Named]:
    for found in re.finditer(
        r"^[^\S\n]*+(author|maintainer)\s{0,20}=\s{0,20}[\"']([^\"'\n]+)|^(author|maintainer) *= *+([^\"'\n]+)$",
        text,
        re.MULTILINE,
    ):
        name, role = (found[2], found[1]) if found[2] else (found[4], found[3])
        yield from _named(name, role, path, text.count("\n", 0, found.end()) + 1)


def _named(name: str, role: str, path: str, line: int) -> Iterator[Named]:
    cleaned = name.strip().strip("\"'")
    if cleaned and not PLACEHOLDER_NAME.search(cleaned.partition("<")[0].strip() or cleaned):
        yield Named(cleaned, role, Place(path, line))


def _line(text: str, key: str) -> int:
    found = re.search(rf"^[^\S\n]*+{key}\s{{0,20}}=", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1
