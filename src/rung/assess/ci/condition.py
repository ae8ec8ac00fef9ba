"""Conditions of jobs and steps in three-valued logic: true, false, or not known from the files.

One grammar serves the vendors: `a == 'b' && !c` (GitHub, GitLab, CircleCI) and `and(eq(a, 'b'), not(c))` (Azure).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rung.assess.regex import regex

Truth = bool | None
Facts = Mapping[str, str]
"""What is known by name, in lower case: `{"github.event_name": "push"}`."""

_TOKEN = regex(
    r"(?:(?P<text>'(?:[^']|'')*'|\"[^\"]*\")|(?P<op>&&|\|\||==|!=|=~|!~|<=|>=|[!<>(),])"
    r"|(?P<name>/(?:[^/\\\n]|\\.)+/|[\w.$@*:/^\\+-]+(?:\[[^\]]{0,200}\][\w.]*)*)|(?P<other>\S))"
)
_MAX_TOKENS = 400
_MAX_DEPTH = 60
_OUTCOMES = regex(r"\b(?:steps|needs|jobs)\.|outputs|result|outcome|conclusion|\bfailed\b|\bpassed\b", re.I)


def holds(condition: str, facts: Facts) -> Truth:
    """Whether the condition holds; `None` when that depends on what the facts do not say."""
    tokens = _tokens(condition)
    if not tokens or len(tokens) > _MAX_TOKENS:
        return None
    return _truth(_Parser(tokens, facts).either(0))


def never(condition: str) -> str:
    """Why a condition can never hold, whatever happens; empty when it can."""
    return f"if: {condition}" if condition and holds(condition, {}) is False else ""


def unwrap(condition: str) -> str:
    """The expression inside `${{ }}`, when that is all there is."""
    stripped = condition.strip()
    if stripped.startswith("${{") and stripped.endswith("}}") and stripped.count("${{") == 1:
        return stripped[3:-2].strip()
    return stripped


def always_true(condition: str) -> str:
    """Why a GitHub condition can never be false: it has text outside its only `${{ }}`; else empty."""
    stripped = condition.strip()
    if "${{" not in stripped or (stripped.startswith("${{") and stripped.endswith("}}")):
        return ""
    return f"the condition `{stripped}` is a text and always true"


def looks_at_outcome(condition: str) -> bool:
    """Whether it asks how an earlier step or job ended, or what it put out."""
    return bool(_OUTCOMES.search(condition))


def _tokens(condition: str) -> list[tuple[str, str]]:
    return [(found.lastgroup or "", found.group(found.lastgroup or 0)) for found in _TOKEN.finditer(condition)]


class _Text(str):
    """A known value."""


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], facts: Facts) -> None:
        self.tokens = tokens
        self.facts = facts
        self.at = 0

    def take(self, *operators: str) -> str:
        """The next token when it is one of these operators."""
        if self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind == "op" and text in operators:
                self.at += 1
                return text
        return ""

    def either(self, depth: int) -> _Text | Truth:
        left = self.both(depth)
        while self.take("||"):
            left = _any([_truth(left), _truth(self.both(depth))])
        return left

    def both(self, depth: int) -> _Text | Truth:
        left = self.compared(depth)
        while self.take("&&"):
            left = _all([_truth(left), _truth(self.compared(depth))])
        return left

    def compared(self, depth: int) -> _Text | Truth:
        left = self.single(depth)
        operator = self.take("==", "!=", "=~", "!~", "<", ">", "<=", ">=")
        if not operator:
            return left
        right = self.single(depth)
        if operator in ("==", "!="):
            return _flip(_equal(left, right), operator == "!=")
        return None

    def single(self, depth: int) -> _Text | Truth:
        if depth > _MAX_DEPTH or self.at >= len(self.tokens):
            self.at = len(self.tokens)
            return None
        if self.take("!"):
            return _flip(_truth(self.single(depth + 1)), True)
        if self.take("("):
            inner = self.either(depth + 1)
            self.take(")")
            return inner
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "text":
            return _Text(text[1:-1])
        if kind != "name":
            return None
        if self.take("("):
            return self.call(text.lower(), depth + 1)
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        known = self.facts.get(text.lower())
        return None if known is None else _Text(known)

    def call(self, name: str, depth: int) -> _Text | Truth:
        given: list[_Text | Truth] = []
        while self.at < len(self.tokens) and not self.take(")"):
            given.append(self.either(depth))
            self.take(",")
        return _called(name, given)


def _called(name: str, given: list[_Text | Truth]) -> _Text | Truth:
    truths = [_truth(each) for each in given]
    if name == "and":
        return _all(truths)
    if name == "or":
        return _any(truths)
    if name == "not" and truths:
        return _flip(truths[0], True)
    if name == "always":
        return True
    if name in ("eq", "ne") and len(given) == 2:
        return _flip(_equal(given[0], given[1]), name == "ne")
    if name in ("startswith", "contains", "endswith") and len(given) == 2:
        whole, part = given
        if isinstance(whole, _Text) and isinstance(part, _Text):
            low, piece = whole.lower(), part.lower()
            if name == "contains":
                return piece in low
            return low.startswith(piece) if name == "startswith" else low.endswith(piece)
    return None


def _equal(left: _Text | Truth, right: _Text | Truth) -> Truth:
    if left is None or right is None:
        return None
    return str(left).lower() == str(right).lower()


def _truth(value: _Text | Truth) -> Truth:
    return bool(value) if isinstance(value, _Text) else value


def _flip(value: Truth, negative: bool) -> Truth:
    return value if value is None or not negative else not value


def _any(values: list[Truth]) -> Truth:
    return True if True in values else (None if None in values else False)


def _all(values: list[Truth]) -> Truth:
    return False if False in values else (None if None in values else True)
