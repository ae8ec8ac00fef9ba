from __future__ import annotations

import re

import pytest

from rung.assess.regex import regex


def test_answers_as_the_compiled_pattern_does() -> None:
    late, now = regex(r"(a)(b)?", re.I), re.compile(r"(a)(b)?", re.I)
    for _ in range(2):
        assert late.findall("AB a") == now.findall("AB a")
        assert late.search("xab").span() == now.search("xab").span()
        assert late.sub("-", "xab") == now.sub("-", "xab")
    assert (late.pattern, late.flags, late.groups) == (now.pattern, now.flags, now.groups)


def test_reads_bytes() -> None:
    assert regex(rb"\d+").findall(b"a1 22") == [b"1", b"22"]


def test_a_mistake_shows_on_first_use() -> None:
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("x")


def test_says_what_it_is() -> None:
    assert repr(regex("a+")) == "regex('a+', 0)"
