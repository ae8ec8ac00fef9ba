"""What a text says once everything that is still to be filled in is taken out of it."""

from __future__ import annotations

import re

from rung.assess.regex import regex

_OPEN = regex(
    r"\[(?:your|insert|add|describe|fill in|to be)\b[^\]\n]{0,300}\](?!\()|\{\{[^}\n]{1,60}\}\}"
    r"|<(?:your|insert|add|describe|fill in)\b[^<>\n]{0,300}>"
    r"|\[?more information needed\]?|\bfill (?:this|me) in\b|\bcoming soon\b",
    re.I,
)
"""A form that stands for what is not known; words around it may be somebody's."""
_LATER = regex(r"\b(?:TODO|TBD|TBC|FIXME)\b|\blorem ipsum\b|\bto be (?:defined|determined|written)\b", re.I)
"""What follows it on the line is a note to oneself."""
_NOTHING = regex(
    r":[ \t*_]{0,5}(?:<[^<>\n/:@=]{2,80}>|\[\s?\.{3}\s?\]|\u2026|\.{3}|\?{1,5}|_{2,80}|-{2,5})[ \t*_]{0,5}$"
)
"""A label with a blank behind it."""
_LABEL = regex(r"^[\s>*+|_`-]{0,40}(?:\d{1,2}[.)]\s)?[\w *_`/()-]{0,60}[:|=\s*_`-]{0,20}$")
_WORD = regex(r"\w")


def filled(text: str) -> str:
    """The text without HTML comments, placeholders, and the labels and rows that hold nothing else; as many lines."""
    return "\n".join(map(_line, _uncommented(text).split("\n")))


def _uncommented(text: str) -> str:
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        parts.append(text[at:start])
        hidden = text[start : end + 3] if end >= 0 else text[start:]
        parts.append("\n" * hidden.count("\n"))
        at = end + 3 if end >= 0 else len(text)
    return "".join((*parts, text[at:]))


def _line(line: str) -> str:
    kept = _OPEN.sub("", line[:4_000])
    later = _LATER.search(kept)
    kept = kept[: later.start()] if later else kept
    kept = _NOTHING.sub(":", kept)
    if kept == line[:4_000]:
        return line
    cells = kept.strip().strip("|").split("|")
    if len(cells) > 1:
        return kept if any(_WORD.search(each) for each in cells[1:]) else ""
    return "" if _LABEL.match(kept) else kept
