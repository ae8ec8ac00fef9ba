"""Texts that are made to hold a pattern up: one thing again and again, and what leads to each of its repeats."""

from __future__ import annotations

from collections.abc import Iterator
from re import _constants as kind  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

REPEATS = (kind.MAX_REPEAT, kind.MIN_REPEAT, kind.POSSESSIVE_REPEAT)
MANY = 64
"""A repeat that may be longer than this is tried."""
UNITS = (
    *"a1_ \n-.,:;/\\'\"`([{<=#*|$@!?+&%~\t",
    "a.", "a ", "- ", "((", "key: ", "key: v\n", "a\n", "\n ", " \n", "a=", "[a", "'a',", "a(", "a,", "](", "<a", "{{", "${",
    "# ", "1.", "/a", "a-", "a:", "\\\n", "[x]", "def a", "--a ",
)  # fmt: skip
_OF_CATEGORY = {
    kind.CATEGORY_DIGIT: "1",
    kind.CATEGORY_NOT_DIGIT: "a",
    kind.CATEGORY_SPACE: " ",
    kind.CATEGORY_NOT_SPACE: "a",
    kind.CATEGORY_WORD: "a",
    kind.CATEGORY_NOT_WORD: "-",
}


def attacks(text: str | bytes, flags: int) -> Iterator[tuple[str, str]]:
    """Pairs of a beginning and of what follows it, again and again."""
    seen = {("", unit) for unit in UNITS}
    tree = list(parser.parse(text, flags))
    for before, body in _repeats(tree, ""):
        seen |= {(before, body), ("", before + body), (before, body + "\n"), ("", before), ("", before + "\n")}
    for choice in range(3):
        whole = _sample(tree, choice)
        seen |= {("", whole), ("", whole[:-1]), ("", whole[1:]), ("\n", whole[:-1] + "\n")}
    return (each for each in sorted(seen) if each[1])


def _repeats(elements: Any, before: str) -> Iterator[tuple[str, str]]:
    """For each repeat: a text that leads there, and one that it takes."""
    for operator, argument in elements:
        if operator in REPEATS:
            if argument[1] is kind.MAXREPEAT or argument[1] > MANY:
                yield from ((before, _sample(argument[2], choice)) for choice in range(4))
            yield from _repeats(argument[2], before)
        elif operator is kind.BRANCH:
            for branch in argument[1]:
                yield from _repeats(branch, before)
        elif operator is kind.SUBPATTERN:
            yield from _repeats(argument[3], before)
        elif operator is kind.ATOMIC_GROUP:
            yield from _repeats(argument, before)
        elif operator in (kind.ASSERT, kind.ASSERT_NOT):
            yield from _repeats(argument[1], before)
        before += _one(operator, argument, 0)


def _sample(elements: Any, choice: int) -> str:
    """A text that the elements match, more or less."""
    return "".join(_one(operator, argument, choice) for operator, argument in elements)


def _one(operator: Any, argument: Any, choice: int) -> str:
    if operator is kind.LITERAL:
        return chr(argument)
    if operator in (kind.NOT_LITERAL, kind.ANY):
        return "b" if argument == ord("a") else "a"
    if operator is kind.IN:
        letters = _letters(argument)
        return letters[choice % len(letters)] if letters else ""
    if operator is kind.BRANCH:
        return _sample(argument[1][choice % len(argument[1])], choice)
    if operator in (kind.SUBPATTERN, kind.ATOMIC_GROUP):
        return _sample(argument[3] if operator is kind.SUBPATTERN else argument, choice)
    if operator in REPEATS:
        return _sample(argument[2], choice) * max(argument[0], 1)
    return ""


def _letters(parts: Any) -> list[str]:
    """Some letters that a set takes."""
    if parts[0][0] is kind.NEGATE:
        return [each for each in "a -1.('\"[{<=:/x\n#`@$,_" if not any(_takes(part, each) for part in parts[1:])][:4]
    return [
        chr(argument)
        if operator is kind.LITERAL
        else chr(argument[0])
        if operator is kind.RANGE
        else _OF_CATEGORY[argument]
        for operator, argument in parts
    ]


def _takes(part: Any, letter: str) -> bool:
    operator, argument = part
    if operator is kind.LITERAL:
        return ord(letter) == argument
    if operator is kind.RANGE:
        return argument[0] <= ord(letter) <= argument[1]
    word, space, digit = letter.isalnum() or letter == "_", letter.isspace(), letter.isdigit()
    return {
        kind.CATEGORY_DIGIT: digit,
        kind.CATEGORY_NOT_DIGIT: not digit,
        kind.CATEGORY_SPACE: space,
        kind.CATEGORY_NOT_SPACE: not space,
        kind.CATEGORY_WORD: word,
        kind.CATEGORY_NOT_WORD: not word,
    }[argument]
