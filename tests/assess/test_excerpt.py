from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.assess.excerpt import excerpt


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("make train", 80, "make train"),
        ("python -m train --data data/train.parquet", 30, "python -m train --data …"),
        ("python -m train --data data/x", 24, "python -m train --data …"),
        ("deploy --tag ${{ github.sha }} --x", 26, "deploy --tag …"),
        ("run ${A} with ${VERY_LONG_NAME_OF_A_VARIABLE}", 30, "run ${A} with …"),
        ("x" * 100, 10, "xxxxxxxxx…"),
        ("cd a \\\n   && make", 80, "cd a \\ && make"),
    ],
)
def test_breaks_between_words(text: str, most: int, expected: str) -> None:
    assert excerpt(text, most) == expected


@given(st.text(), st.integers(20, 90))
def test_never_longer_than_asked(text: str, most: int) -> None:
    assert len(excerpt(text, most)) <= most + 1
