"""What a contract may promise of one column, from what was seen of it. Every promise is met by what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from rung.data.contracts.families import NUMBERS, TEXTS
from rung.data.contracts.null_masks import Mask
from rung.data.contracts.profiling import Profile
from rung.data.contracts.rounding import plain, readable_range, readable_share
from rung.data.contracts.standard import ENGINE, LOGICAL_TYPES
from rung.data.contracts.values import number, one

LONGEST_CODE = 40
ID = re.compile(r"(?:^|_)(?i:id|uuid|guid|key|hash|token|ref|reference)$|[a-z](?:Id|ID)$")
"""How columns are called that name a thing instead of describing it."""


class Facts(Struct, frozen=True):
    """One column, and what more than itself shows about it."""

    profile: Profile
    categories: dict[str, int] | None = None
    unique: bool = False
    key: int | None = None
    """Position in the key, from 1; `None` where it is not part of it."""
    keyed: bool = False
    """Whether the key is this column alone."""
    label: bool = False
    mask: Mask | None = None

    @property
    def names_things(self) -> bool:
        """Whether it is an id: its values say nothing, and new ones come every day."""
        return self.unique or self.keyed or bool(ID.search(self.profile.name))


class Proposal(Struct, frozen=True):
    """One promise: where it goes, and what it was guessed from."""

    key: str
    """Of the column's entry; `quality` for an entry of its list."""
    value: Any
    because: str = ""


def propose(facts: Facts) -> Iterator[Proposal]:
    """Everything after the name of the column, in the order of reading."""
    seen = facts.profile
    if seen.family in LOGICAL_TYPES:
        yield Proposal("logicalType", seen.family)
    yield from _options(facts)
    if facts.key is not None:
        yield Proposal("primaryKey", True)
        if not facts.keyed:
            yield Proposal("primaryKeyPosition", facts.key)
    yield from _presence(facts)
    if facts.unique and not facts.keyed:
        yield Proposal("unique", True, f"{seen.values:,} values, none twice")
    if facts.label:
        yield Proposal("tags", ["label"])
    yield from _quality(facts)


def _options(facts: Facts) -> Iterator[Proposal]:
    seen = facts.profile
    if seen.family == "timestamp" and getattr(seen.kind, "time_zone", None):
        yield Proposal("logicalTypeOptions", {"timezone": True})
    elif seen.family in NUMBERS and seen.least != seen.most and not seen.endless and not facts.names_things:
        whole = seen.family == "integer"
        least, most = seen.least if whole else float(seen.least), seen.most if whole else float(seen.most)
        low, high = readable_range(least, most, seen.values, whole=whole)
        because = f"seen {number(plain(least))} to {number(plain(most))}"
        yield Proposal("logicalTypeOptions", {"minimum": low, "maximum": high}, because)
    elif seen.family in TEXTS and not facts.categories and _one_length(seen):
        because = f"all {seen.values:,} values have this length"
        yield Proposal("logicalTypeOptions", {"minLength": seen.shortest, "maxLength": seen.longest}, because)


def _one_length(seen: Profile) -> bool:
    same = seen.shortest == seen.longest and seen.shortest is not None
    return same and seen.values >= 100 and 0 < (seen.longest or 0) <= LONGEST_CODE


def _presence(facts: Facts) -> Iterator[Proposal]:
    """A label may come late; a key is required by itself."""
    if facts.profile.nulls == 0 and not facts.label and facts.key is None:
        yield Proposal("required", True)


def _quality(facts: Facts) -> Iterator[Proposal]:
    seen = facts.profile
    share = 100 * seen.nulls / seen.rows
    most = readable_share(share)
    if seen.nulls and most is not None and not facts.label:
        entry = {"metric": "nullValues", "mustBeLessOrEqualTo": plain(most), "unit": "percent"}
        yield Proposal("quality", entry, f"seen {seen.nulls:,} in {seen.rows:,} rows, {share:.2g}%")
    if facts.mask is not None:
        when = "exactlyWhen" if facts.mask.exactly else "onlyWhen"
        entry = _own({"rule": "null-pattern", when: facts.mask.other})
        yield Proposal("quality", entry, f"so in {facts.mask.rows:,} rows")
    if facts.categories and not facts.names_things:
        entry = {"metric": "invalidValues", "arguments": {"validValues": list(facts.categories)}, "mustBe": 0}
        rarest = min(facts.categories, key=lambda each: (facts.categories or {})[each])
        yield Proposal("quality", entry, f"rarest: {one(rarest)}, {facts.categories[rarest]:,} times")
    if seen.kind.is_float() and not seen.infinite:
        yield Proposal("quality", _own({"rule": "finite"}))


def _own(told: dict[str, str]) -> dict[str, Any]:
    return {"type": "custom", "engine": ENGINE, "implementation": told}
