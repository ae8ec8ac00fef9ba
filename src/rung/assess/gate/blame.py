"""Which commit of a change did it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rung.assess.gate.before import Before, folder_of
from rung.assess.gate.facts import Fact
from rung.assess.gate.ratchet import Loss, evidence, is_worse
from rung.domain import Assessment, Verdict


class Blame:
    """Finds the commit behind each loss; a commit is assessed once, however many losses ask for it."""

    def __init__(self, before: Before) -> None:
        """Assesses nothing yet."""
        self._before = before
        self._seen: dict[str, Mapping[str, Assessment]] = {}

    def fact(self, loss: Loss) -> Fact:
        """The loss with the commit that did it."""
        commit = self.commit(loss.assessment, lambda project: _shows(project, loss))
        return loss.fact(commit, self.title(commit)) if commit else loss.fact()

    def commit(self, project: Assessment, is_bad: Callable[[Assessment], bool]) -> str | None:
        """The commit since which the project is bad; `None` where the change has no commits."""
        return first_bad(self._before.commits, lambda each: self._is_bad(each, project, is_bad))

    def title(self, commit: str) -> str:
        """First line of a commit's message."""
        return self._before.title(commit)

    def _is_bad(self, commit: str, project: Assessment, is_bad: Callable[[Assessment], bool]) -> bool:
        if commit not in self._seen:
            self._seen[commit] = {folder_of(each): each for each in self._before.measure(commit)}
        found = self._seen[commit].get(folder_of(project))
        # A commit that cannot be judged is passed over: the blame falls on a later one.
        return found is not None and is_bad(found)


def _shows(project: Assessment, loss: Loss) -> bool:
    """Whether the loss is there already."""
    verdicts = [evidence(each) for each in project.findings if each.id == loss.finding.id]
    if loss.now is Verdict.UNKNOWN:
        return Verdict.UNKNOWN in verdicts
    return any(is_worse(each, loss.was) for each in verdicts)


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
