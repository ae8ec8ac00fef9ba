"""The policies of a project, judged one after another."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache

from rung.errors import ManifestError, RefusedError
from rung.govern.base import Case, Policy, Ruling
from rung.plugins import discover

GROUP = "rung.policies"


@cache
def known_policies() -> dict[str, Policy]:
    """Every policy there is, by id."""
    found = discover("rung.govern.policies", Policy, group=GROUP)  # type: ignore[type-abstract]
    return {each.id: each() for each in found}


def policies_named(names: Sequence[str], where: str | None = None) -> list[Policy]:
    """Those that `rung.yaml` names, and those that always hold.

    Raises
    ------
    ManifestError
        There is none of that name.
    """
    known = known_policies()
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            raise ManifestError(
                f"there is no policy {name}",
                where=where,
                fix=f"did you mean {near[0]}?" if near else f"one of: {', '.join(sorted(known))}",
            )
    return [each for id, each in known.items() if each.always or id in names]


def judge(case: Case, policies: Sequence[Policy]) -> list[Ruling]:
    """What each says."""
    return [each.judge(case) for each in policies]


def must_hold(case: Case, policies: Sequence[Policy]) -> list[Ruling]:
    """What each says, if all let it pass.

    Raises
    ------
    RefusedError
        One does not; says the first, and how many more.
    """
    rulings = judge(case, policies)
    broken = [each for each in rulings if not each.ok]
    if broken:
        also = f" (and {', '.join(each.policy for each in broken[1:])})" if len(broken) > 1 else ""
        raise RefusedError(
            f"policy {broken[0].policy}{also}: {broken[0].says}",
            where=f"model {case.version.name}",
            fix=broken[0].fix or None,
        )
    return rulings
