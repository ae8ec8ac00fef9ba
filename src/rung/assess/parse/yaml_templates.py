"""Making YAML of a Helm or Jinja template: expressions become a placeholder, control lines vanish."""

from __future__ import annotations

from rung.assess.regex import regex

PLACEHOLDER = "__templated__"
"""Stands where a template would have written something."""

_OPEN = regex(r"(?<!\$)\{(?=[{%#])")
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_SILENT = regex(
    r"[-~]?\s*(?:/\*|#|(?:if|else|end|endif|endfor|range|with|define|block|for|set|break|continue)\b|\$\w+\s*:?=)"
)

_NEAR = 200
"""Characters looked at on each side, so that one endless line costs no more than many short ones."""


def blank_templates(text: str) -> str:
    """The text with as many lines as before, in which nothing is left of the template language."""
    if not any(opener in text for opener in _CLOSERS):
        return text
    out: list[str] = []
    position = 0
    hopeless: set[str] = set()
    for opened in _OPEN.finditer(text):
        start = opened.start()
        opener = text[start : start + 2]
        if start < position or opener in hopeless:
            continue
        end = text.find(_CLOSERS[opener], start + 2)
        if end < 0:
            hopeless.add(opener)
            continue
        out.append(text[position:start])
        position = end + 2
        inner = text[start + 2 : end]
        alone = _is_alone(text, start, position)
        silent = opener != "{{" or alone or _SILENT.match(inner)
        out.append(("" if silent else PLACEHOLDER) + "\n" * inner.count("\n"))
    out.append(text[position:])
    return "".join(out)


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands on the lines of that expression."""
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    after = text[end : end + _NEAR].partition("\n")[0]
    return not before.strip() and not after.strip() and len(before) < _NEAR
