"""The ladder: every practice that is found in the practices folder or offered by another distribution."""

from __future__ import annotations

import difflib
from functools import cached_property

from msgspec import Struct

from rung.assess.base import Practice
from rung.domain import Capability, PracticeCard
from rung.errors import UsageError
from rung.plugins import discover

LADDER_VERSION = "2026.2"
"""Year, and a number that counts up within it.

Raised whenever the same repository could be judged differently: a practice is new, gone, or judged in another
way, or the scoring changes. Two assessments by different versions are compared with that said.
"""

PRACTICES = "rung.assess.practices"
PRACTICES_GROUP = "rung.practices"
"""Entry point group for practices of other distributions."""

ORDER = {capability: place for place, capability in enumerate(Capability)}


class Ladder(Struct, frozen=True, dict=True):
    """Every practice, by level, then capability in the order of the loop, then id."""

    version: str
    practices: tuple[Practice, ...]

    @cached_property
    def cards(self) -> tuple[PracticeCard, ...]:
        """The practices as values, in the same order."""
        return tuple(practice.card() for practice in self.practices)

    def by_id(self, practice: str) -> PracticeCard:
        """The card of one practice.

        Raises
        ------
        UsageError
            There is no such practice; the nearest name is offered.
        """
        for card in self.cards:
            if card.id == practice:
                return card
        near = difflib.get_close_matches(practice, [card.id for card in self.cards], n=1, cutoff=0.5)
        fix = f"did you mean {near[0]}?" if near else "rung explain lists every practice"
        raise UsageError(f"there is no practice {practice}", fix=fix)


def load_ladder(package: str = PRACTICES, *, group: str | None = PRACTICES_GROUP) -> Ladder:
    """The ladder of this installation; practices of other distributions are named in its version.

    Raises
    ------
    RungError
        A foreign practice cannot be used, or two have the same id.
    """
    found = discover(package, Practice, group=group)  # type: ignore[type-abstract]
    foreign = sorted({each.__module__.partition(".")[0] for each in found if not each.__module__.startswith(package)})
    practices = sorted((each() for each in found), key=lambda each: (each.level, ORDER[each.capability], each.id))
    return Ladder("+".join([LADDER_VERSION, *foreign]), tuple(practices))
