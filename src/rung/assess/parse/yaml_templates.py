"""Making YAML of a Helm or Jinja template: expressions become a placeholder, control lines vanish."""

from __future__ import annotations

from collections.abc import Callable

from rung.assess.regex import regex

PLACEHOLDER = "__templated__"
"""Stands where a template would have written something."""

_OPEN = regex(r"(?<!\$)\{(?=[{%#])")
_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_SILENT = regex(
    r"[-~]?\s*(?:/\*|#|(?:if|else|end|endif|endfor|range|with|define|block|for|set|break|continue)\b|\$\w+\s*:?=)"
)

_NO_WORD = regex(r"\W+")
_EXPRESSION = regex(r"\{\{([^{}]*)\}\}")

_NEAR = 200
"""Characters looked at on each side, so that one endless line costs no more than many short ones."""


def blank_templates(text: str, name: Callable[[str], str] = lambda inner: PLACEHOLDER) -> str:
    """The text with as many lines as before, in which nothing is left of the template language.

    `name` gives what stands for an expression.
    """
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
        out.append(("" if silent else name(inner)) + "\n" * inner.count("\n"))
    out.append(text[position:])
    return "".join(out)


def identifier(inner: str) -> str:
    """A name for an expression, the same wherever it stands: folders, imports and calls of one name still meet."""
    return f"{PLACEHOLDER}{_NO_WORD.sub('_', inner).strip('_')}"


def filled(path: str) -> str:
    """The path with names in the place of what a generator writes into it."""
    return _EXPRESSION.sub(lambda found: identifier(found[1]), path) if "{{" in path else path


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands on the lines of that expression."""
    before = text[max(0, start - _NEAR) : start].rpartition("\n")[2]
    after = text[end : end + _NEAR].partition("\n")[0]
    return not before.strip() and not after.strip() and len(before) < _NEAR
