"""What is left of a workflow's triggers under the condition of one job."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from rung.assess.ci.base import Trigger, When
from rung.assess.ci.condition import Facts, holds
from rung.assess.regex import regex

DEFAULT_BRANCHES = frozenset({"main", "master", "trunk", "default", "$default-branch", "mainline"})
"""Names a default branch usually has; which one it is, is not in the files."""

Case = tuple[When, tuple[str, ...], Facts]
"""One way a trigger can happen: its kind, the branch when it is one, and what a condition would see."""

_REF = regex(r"refs/heads/([\w./-]+)|['\"]([\w./-]{2,60})['\"]")


def only_default(branches: Iterable[str]) -> bool:
    """Whether the branch patterns name default branches and nothing else."""
    names = [branch.removeprefix("refs/heads/").strip("^$/") for branch in branches]
    return bool(names) and all(name in DEFAULT_BRANCHES for name in names)


def pushed_to(branches: Iterable[str]) -> When:
    """The kind of a push that is restricted to these branches."""
    return When.MERGE if only_default(branches) else When.PUSH


def named_branches(condition: str) -> list[str]:
    """Branch names that the text of a condition may mean."""
    return list(dict.fromkeys(first or second for first, second in _REF.findall(condition)))[:8]


def narrow(
    triggers: Iterable[Trigger], condition: str, cases: Callable[[Trigger], Iterable[Case]]
) -> tuple[Trigger, ...]:
    """The triggers under which the condition can hold; a push may become a merge or a tag."""
    if not condition:
        return tuple(triggers)
    left: dict[Trigger, None] = {}
    for trigger in triggers:
        possible = [case for case in cases(trigger) if holds(condition, case[2]) is not False]
        if any(kind is trigger.kind and not branches for kind, branches, _ in possible):
            left[trigger] = None
            continue
        for kind, branches, _ in possible:
            left[replace(trigger, kind=kind, branches=branches or trigger.branches)] = None
    return tuple(left)
