"""Which commit of a change did it."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def first_bad(commits: Sequence[str], is_bad: Callable[[str], bool]) -> str | None:
    """The commit, of a line oldest first, where it turned bad; by bisection, the last being known as bad.

    Where it went back and forth, one of the commits that made it bad; `None` without commits.
    """
    if not commits:
        return None
    good, bad = -1, len(commits) - 1
    while bad - good > 1:
        middle = (good + bad) // 2
        if is_bad(commits[middle]):
            bad = middle
        else:
            good = middle
    return commits[bad]
