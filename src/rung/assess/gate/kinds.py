"""What a gate says when a repository is taken for something else than before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rung.assess.gate.baseline import Stand
from rung.assess.gate.before import Pair
from rung.assess.gate.blame import Blame
from rung.assess.gate.facts import Fact, named
from rung.assess.gate.ratchet import TIGHTEN
from rung.domain import Assessment, Kind, Verdict

SEEN = "rung assess"


def kind_lost(pair: Pair, blame: Blame) -> Fact:
    """Nothing of the project is seen as ML any more, so that no practice is judged: everything is lost at once."""
    head, was = pair.head, pair.base.kind.value
    commit = blame.commit(head, lambda project: project.kind is Kind.NOT_ML)
    since = f" since {commit[:7]} ({blame.title(commit)})" if commit else ""
    text = f"{named(head)}was {_article(was)}, is no longer seen as machine learning{since}: {head.kind_because}"
    return Fact(text, f"git show {commit[:7]}" if commit else SEEN, project=head.path, commit=commit)


def kind_changed(pair: Pair) -> Iterator[Fact]:
    """The level of a template, example or library reads as if it were a project: another promise."""
    head, base = pair.head, pair.base
    if head.kind is not base.kind and head.as_if:
        text = f"{named(head)}was {_article(base.kind.value)}, is seen as {_article(head.kind.value)} since this change"
        yield Fact(f"{text}: {head.kind_because}", SEEN, project=head.path)


def kind_lost_by_file(head: Assessment, listed: Mapping[str, Stand]) -> Iterator[Fact]:
    """The same, where only the baseline file tells what stood."""
    stood = [each for each in listed.values() if each.verdict in (Verdict.MET, Verdict.PARTIAL)]
    if head.kind is Kind.NOT_ML and stood:
        text = f"{named(head)}stood in the baseline, is no longer seen as machine learning: {head.kind_because}"
        yield Fact(text, TIGHTEN, project=head.path)


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
