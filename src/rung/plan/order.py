"""In which order practices can be taken up, and which set of them reaches a level at the least cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from rung.assess.report.gaps import COST
from rung.domain import Finding, Level, PracticeCard, Strength, Verdict

FOUNDATION = ("code-in-version-control", "data-versioned")
"""What must stand before anything is worth automating."""

AUTOMATION = ("ci-on-every-change", "pipeline-runs-unattended", "automated-deployment")
"""CI/CD for training and deployment: the way from level 2 to 3 begins here, never with checks by hand."""

WAITING_COST = 2.0
"""What waiting for time or for people adds, in hours of the cost scale: work that can start today goes first."""


def cost(gap: Finding) -> float:
    """Relative cost of closing a gap; a practice half done costs half."""
    effort = COST[gap.card.effort] * (0.5 if gap.verdict is Verdict.PARTIAL else 1.0)
    waits = gap.card.wait_days > 0 or gap.card.min_strength is Strength.ATTESTED
    return effort + (WAITING_COST if waits else 0.0)


def gain(gap: Finding) -> float:
    """What closing the gap adds to the count of met practices of its level."""
    return 0.5 if gap.verdict is Verdict.PARTIAL else 1.0


def missing_needs(gap: Finding, gaps: Mapping[str, Finding]) -> list[str]:
    """The gaps that stand before this one. A need that is half met does not block."""
    return [need for need in gap.card.needs if need in gaps and gaps[need].verdict is not Verdict.PARTIAL]


def closure(start: Iterable[str], gaps: Mapping[str, Finding]) -> set[str]:
    """The gaps named and everything that stands before them."""
    reached: set[str] = set()
    todo = list(start)
    while todo:
        practice = todo.pop()
        if practice not in reached and practice in gaps:
            reached.add(practice)
            todo.extend(missing_needs(gaps[practice], gaps))
    return reached


def cheapest(
    candidates: Collection[str], required: Iterable[str], gaps: Mapping[str, Finding], level: Level, lack: float
) -> set[str]:
    """A cheap set of gaps, closed under what they need, that adds at least `lack` at `level` if anything does.

    Greedy by gain for its cost, then thinned out: the exact optimum is not worth its time to a reader.
    """
    must = closure(required, gaps)
    chosen = set(must)

    def gained(practices: Iterable[str]) -> float:
        return sum(gain(gaps[each]) for each in practices if gaps[each].card.level is level)

    def price(practice: str) -> tuple[float, str]:
        new = closure([practice], gaps) - chosen
        return sum(cost(gaps[each]) for each in new) / max(gained(new), 1e-9), practice

    while gained(chosen) < lack - 1e-9 and (left := [each for each in candidates if each not in chosen]):
        chosen |= closure([min(left, key=price)], gaps)
    return _thinned(chosen, must, gaps, lambda kept: gained(kept) >= lack - 1e-9)


def _thinned(
    chosen: set[str], must: set[str], gaps: Mapping[str, Finding], enough: Callable[[set[str]], bool]
) -> set[str]:
    for practice in sorted(chosen - must, key=lambda each: (-cost(gaps[each]), each)):
        kept = chosen - {practice}
        if all(practice not in missing_needs(gaps[each], gaps) for each in kept) and enough(kept):
            chosen = kept
    return chosen


def in_order(
    chosen: Collection[str], gaps: Mapping[str, Finding], cards: Mapping[str, PracticeCard], *, automation_first: bool
) -> list[str]:
    """The chosen gaps, each after what it needs; what unlocks more and costs less earlier.

    What is chosen comes after everything that it leans on, also through practices that stand. The spine of CI/CD
    waits for less: only for what is missing altogether, so that nothing half done is polished before it.
    """
    left, done = set(chosen), list[str]()
    spine = [each for each in AUTOMATION if automation_first and each in chosen]
    before = {each: closure([each], gaps) if each in spine else leans_on(each, cards) for each in chosen}

    def rank(practice: str) -> tuple[bool, float, int, float, str]:
        waiting = sum(practice in gaps[each].card.needs for each in left)
        return (practice not in FOUNDATION, place(practice), -waiting, cost(gaps[practice]), practice)

    def place(practice: str) -> float:
        """In the spine, or just before what of it waits for this."""
        if practice in spine:
            return spine.index(practice)
        waiting = [spine.index(each) - 0.5 for each in spine if each in left and practice in before[each]]
        return min(waiting, default=len(spine))

    while left:
        ready = [each for each in left if not (before[each] - {each}) & left]
        on_spine = [each for each in ready if each in spine]
        founding = [each for each in ready if each in FOUNDATION]
        # Practices that need each other would never be ready: take the best of them as they are.
        best = min(founding or on_spine or ready or left, key=rank)
        done.append(best)
        left.remove(best)
    return done


def leans_on(practice: str, cards: Mapping[str, PracticeCard]) -> set[str]:
    """Everything that stands below the practice, through any number of steps."""
    reached: set[str] = set()
    todo = [practice]
    while todo:
        for need in cards[todo.pop()].needs:
            if need in cards and need not in reached:
                reached.add(need)
                todo.append(need)
    return reached
