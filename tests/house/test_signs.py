"""The signs of a pattern are only safe when no match is without one: shown from the pattern itself."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re
from collections.abc import Iterable
from re import _constants as kind  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rung.assess
from rung.assess.signs import Signed


def _all() -> list[Signed]:
    for each in pkgutil.walk_packages(rung.assess.__path__, "rung.assess."):
        importlib.import_module(each.name)
    return [each for each in gc.get_objects() if isinstance(each, Signed) and each.signs]


def _letters(operator: Any, argument: Any) -> set[str]:
    """The letters, in small, that an element can be; none when it can be much."""
    if operator is kind.LITERAL:
        return {chr(argument).lower()}
    if operator is kind.IN and all(each[0] is kind.LITERAL for each in argument):
        return {chr(each[1]).lower() for each in argument}
    return set()


def _holds(elements: Iterable[tuple[Any, Any]], signs: tuple[str, ...], run: str = "") -> bool:
    """Whether every text that these elements match, after the letters of `run`, holds a sign."""
    elements = list(elements)
    for number, (operator, argument) in enumerate(elements):
        rest = elements[number + 1 :]
        letters = _letters(operator, argument)
        if len(letters) == 1:
            run += letters.pop()
            if any(sign in run for sign in signs):
                return True
        elif letters:
            return all(_holds([(kind.LITERAL, ord(each)), *rest], signs, run) for each in letters)
        elif operator is kind.SUBPATTERN:
            return _holds([*argument[3], *rest], signs, run)
        elif operator is kind.BRANCH:
            return all(_holds([*each, *rest], signs, run) for each in argument[1])
        elif operator in (kind.MAX_REPEAT, kind.MIN_REPEAT) and argument[:2] == (0, 1):
            return _holds([*argument[2], *rest], signs, run) and _holds(rest, signs, run)
        elif operator not in (kind.AT, kind.ASSERT, kind.ASSERT_NOT):
            run = ""
    return False


@pytest.mark.parametrize("signed", _all(), ids=lambda each: each.signs[0])
def test_every_match_holds_a_sign(signed: Signed) -> None:
    assert all(sign == sign.lower() for sign in signed.signs)
    for signs, pattern in signed.parts:
        assert _holds(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), signs), pattern.pattern
    assert "|".join(pattern.pattern for _, pattern in signed.parts) == signed.pattern.pattern
    assert {pattern.flags for _, pattern in signed.parts} == {signed.pattern.flags}


@given(st.lists(st.sampled_from(["a", "bb", "cab", "|", "AB", "b c", "\n"]), max_size=12).map("".join))
def test_the_leftmost_match_is_found(text: str) -> None:
    pattern = re.compile(r"^b[b|]+|[|]a|\|c|(?:cab|bb) ?|ab\nc", re.IGNORECASE | re.MULTILINE)
    signed = Signed(pattern.pattern, re.IGNORECASE | re.MULTILINE, "b", "|")
    assert [each.pattern for _, each in signed.parts] == [r"^b[b|]+", "[|]a", r"\|c", "(?:cab|bb) ?", r"ab\nc"]
    expected, found = pattern.search(text), signed.search(text)
    assert (found and (found.span(), found[0])) == (expected and (expected.span(), expected[0]))
    assert [each.span() for each in signed.finditer(text)] == [each.span() for each in pattern.finditer(text)]


def test_a_match_without_a_sign_would_be_seen() -> None:
    for pattern, signs in (("alarms?|alert", ("alarm",)), ("blue_?green|.*x", ("blue",)), ("(a|b)cd", ("acd",))):
        assert not _holds(parser.parse(pattern), signs)


def test_letters_that_ignoring_case_takes_for_others() -> None:
    signed = Signed("risk", re.IGNORECASE, "risk")
    for text in ("Risk", "r\u0131\u017fk", "r\u0130s\u212a"):
        assert signed.search(text)
        assert re.search("risk", text, re.IGNORECASE)
    assert signed.search("none") is None
    assert not list(signed.finditer("none"))
