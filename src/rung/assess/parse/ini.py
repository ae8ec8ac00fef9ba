"""INI-like files as sections: `setup.cfg`, `tox.ini`, `.Rproj`, `DESCRIPTION`, `.properties`."""

from __future__ import annotations

import re

from msgspec import Struct, field

from rung.assess.parse.unreadable import refuse_large
from rung.assess.regex import regex

_SECTION = regex(r"\[([^\]\n]+)\]")
_PAIR = regex(r"([^=:\s](?:[^=:]*[^=:\s])?)\s*[=:]\s*(.*)")


class Section(Struct):
    """One section; keys as written, continuation lines joined by newlines."""

    name: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def items(self, key: str) -> tuple[str, ...]:
        """A list-like value, one item per line or between commas."""
        text = self.values.get(key, "")
        return tuple(part.strip() for part in re.split(r"[\n,]", text) if part.strip())


def read(text: str) -> dict[str, Section]:
    """Sections by name; keys in front of the first section stand in `""`. Lines without sense are passed over."""
    refuse_large(text, "INI")
    sections: dict[str, Section] = {}
    section: Section | None = None
    key = ""
    parts: dict[tuple[str, str], list[str]] = {}
    for number, raw in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        if raw[0] in " \t" and section and key:
            parts[section.name, key].append(_uncommented(line))
            continue
        found = _SECTION.match(line)
        if found:
            section = sections.setdefault(found.group(1).strip(), Section(found.group(1).strip(), number))
            key = ""
        elif pair := _PAIR.match(line[:10_000]):
            section = section or sections.setdefault("", Section("", number))
            key = pair.group(1)
            section.lines[key] = number
            parts[section.name, key] = [_uncommented(pair.group(2))]
    for (name, each), lines in parts.items():
        sections[name].values[each] = "\n".join(lines).strip("\n")
    return sections


def _uncommented(value: str) -> str:
    for mark in (" #", " ;", "\t#"):
        value = value.partition(mark)[0]
    return value.strip()
