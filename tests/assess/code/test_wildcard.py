from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from rung.assess.code.wildcard import matching

SHORT = st.text(alphabet="ab.?", max_size=8)


@given(st.lists(SHORT, min_size=1, max_size=5), SHORT)
def test_matches_as_the_regular_expression_does(parts: list[str], name: str) -> None:
    expected = re.fullmatch(".*".join(map(re.escape, parts)), name) is not None
    assert matching("*".join(parts))(name) == expected


@given(st.lists(SHORT, min_size=2, max_size=5), st.lists(SHORT, min_size=4, max_size=4))
def test_fills_are_found(parts: list[str], fills: list[str]) -> None:
    name = "".join(part + fill for part, fill in zip(parts, [*fills[: len(parts) - 1], ""], strict=False))
    assert matching("*".join(parts))(name)
