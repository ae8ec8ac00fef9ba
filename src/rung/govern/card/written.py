"""What people have written about a model: `MODEL_CARD.md` beside `rung.yaml`. It is kept word for word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from rung.project.file import ManifestFile

NAMES = ("MODEL_CARD.md", "model_card.md", "docs/MODEL_CARD.md", "docs/model-card.md", "docs/model_card.md")
"""Where it may lie; the first that is there counts."""
LIMITS = "Limits"
_LIMITS = re.compile(r"limit|caveat|out[- ]of[- ]scope|bias|risk|must not be used|known weakness", re.IGNORECASE)
"""How a section about limits may be called."""
_HEADING = re.compile(r"^(?P<level>#{1,6})[ \t](?P<title>.+)$")
_FENCE = re.compile(r"^[ \t]*(```|~~~)")
_PLACEHOLDERS = frozenset(
    ("", "to do", "todo", "tbd", "n/a", "na", "more information needed", "fill this in", "fill in")
)
_TO_ADD = re.compile(r"\[add: [^\]\n]{0,200}\]")
"""What `rung apply` leaves open for a person."""
_AROUND = " \t-*+>_`[](){}.:…!?#|"
"""Marks around a line that say nothing by themselves."""


class Section(Struct, frozen=True):
    """A heading, and what stands below it."""

    title: str
    text: str
    """Markdown, word for word, with the smaller headings in it."""

    @property
    def filled(self) -> bool:
        """Whether anybody has written anything there besides a placeholder."""
        lines = _TO_ADD.sub("", _without_comments(self.text)).splitlines()
        return any(line.strip(_AROUND).lower() not in _PLACEHOLDERS and not _HEADING.match(line) for line in lines)


class Written(Struct, frozen=True):
    """The people's part."""

    path: str = ""
    """Relative to the project; empty where there is none."""
    front: Mapping[str, Any] = {}
    """Its front matter: `license`, `tags`, `language`."""
    sections: tuple[Section, ...] = ()

    @property
    def about_limits(self) -> tuple[Section, ...]:
        """Sections that say what the model is not good for."""
        return tuple(each for each in self.sections if _LIMITS.search(each.title) and each.filled)


def read_written(root: Path) -> Written:
    """The people's part of the card; nothing where there is none or it cannot be read."""
    for name in NAMES:
        try:
            text = (root / name).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
        front, body = _front(text)
        return Written(name, front, sections_of(body))
    return Written()


def unwritten(file: ManifestFile, written: Written) -> tuple[str, ...]:
    """What only people know and nobody has written: the use, how one would know that it works, who answers, limits."""
    missing = [f"{key} (rung.yaml)" for key in ("purpose", "success", "owner") if not getattr(file, key)]
    if not written.about_limits:
        missing.append(f"the section {LIMITS} ({written.path or NAMES[0]})")
    return tuple(missing)


def sections_of(body: str) -> tuple[Section, ...]:
    """The sections of a page: at headings of the second level, or of the first where there are no others."""
    headings = list(_headings(body))
    deep = {level for _, level, _ in headings}
    split = 2 if 2 in deep else 1
    starts = [(line, title) for line, level, title in headings if level == split or (level < split and line > 0)]
    lines = body.splitlines()
    found = []
    for place, (line, title) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(lines)
        found.append(Section(title, "\n".join(lines[line + 1 : end]).strip()))
    return tuple(found)


def _without_comments(text: str) -> str:
    kept, rest = [], text
    while rest:
        before, opened, rest = rest.partition("<!--")
        kept.append(before)
        if opened:
            rest = rest.partition("-->")[2]
    return "".join(kept)


def _headings(body: str) -> list[tuple[int, int, str]]:
    """Line, level and title of each; what stands in a fence is none."""
    found, fence = [], ""
    for number, line in enumerate(body.splitlines()):
        mark = _FENCE.match(line)
        if mark and (not fence or fence == mark[1]):
            fence = "" if fence else mark[1]
        heading = None if fence else _HEADING.match(line)
        if heading:
            found.append((number, len(heading["level"]), heading["title"].strip(" \t#")))
    return found


def _front(text: str) -> tuple[Mapping[str, Any], str]:
    if not text.startswith("---\n"):
        return {}, text
    block, divider, body = text[4:].partition("\n---\n")
    if not divider:
        return {}, text
    try:
        found = yaml.safe_load(block)
    except yaml.YAMLError:
        return {}, body
    return (found if isinstance(found, dict) else {}), body
