from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rung.assess.gate.blame import first_bad


@given(st.integers(1, 60), st.data())
def test_first_bad_commit_is_found_with_few_looks(length: int, data: st.DataObject) -> None:
    turned = data.draw(st.integers(0, length - 1))
    looks: list[str] = []

    def is_bad(commit: str) -> bool:
        looks.append(commit)
        return int(commit) >= turned

    assert first_bad([str(n) for n in range(length)], is_bad) == str(turned)
    assert len(looks) <= 6


def test_no_commits_no_blame() -> None:
    assert first_bad([], lambda _: True) is None
