"""Reviews of incidents, and the guard that each of them left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.collectors.docs import Docs
from rung.assess.documents.kinds import DocKind
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

_NOT_A_REVIEW = regex(
    r"template|readme|index|guide|process|policy|how[-_]?to|runbook|playbook|response|checklist|example|[-_]?0000|about",
    re.I,
)
_REVIEW = regex(
    r"root cause|timeline|impact|contributing|what happened|what went|detect|action items?|lessons|follow[- ]?up", re.I
)
_PATH = regex(r"[\w./-]{1,200}\.(?:py|ya?ml|sql|json|toml|tf|R|sh|rego)\b")
_COMMIT = regex(r"/commit/[0-9a-f]{7,40}|\b[0-9a-f]{40}\b|\bcommit:? `?[0-9a-f]{7,40}\b")
_CHANGE = regex(
    r"/(?:pull|merge_requests|pull-requests)/\d+|\b(?:PR|MR) ?[#!]\d+"
    r"|\b(?:fixed|guarded|guard|prevented|test(?:ed)?) (?:by|in|with):? #\d+",
    re.I,
)
_GUARD = regex(r"test|check|contract|expect|valid|alert|rule|policy|gate|monitor|schema|guard", re.I)


class Review(Struct, frozen=True):
    """One review of one incident."""

    place: Place
    guard: str
    """The test, rule, alert or change it names, as written; empty when there is none."""
    missing: str = ""
    """A guard it names that is not in the tree."""


class Incidents(Struct, frozen=True):
    """Written reviews; templates and empty ones apart."""

    reviews: tuple[Review, ...] = ()
    templates: tuple[Place, ...] = ()


class IncidentsCollector(Collector):
    """Reads postmortems among the documents."""

    def collect(self, tree: Tree, docs: Docs) -> Incidents:
        """A review has at least two of the parts that reviews have."""
        written = docs.of(DocKind.POSTMORTEM)
        templates = [Place(each.path) for each in docs.unfilled(DocKind.POSTMORTEM)]
        reviews = []
        for each in written:
            text = tree.text(each.path) or ""
            if _NOT_A_REVIEW.search(each.path.rpartition("/")[2]):
                templates.append(Place(each.path))
            elif len({match.lower() for match in _REVIEW.findall(text)}) > 1:
                reviews.append(_review(tree, each.path, text))
        return Incidents(tuple(reviews), tuple(templates))


def _review(tree: Tree, path: str, text: str) -> Review:
    line, guard = next(_changes(text), (1, ""))
    missing = ""
    for at, named in _named_files(text):
        if any(named == other or other.endswith("/" + named.lstrip("./")) for other in tree.entries):
            return Review(Place(path, at), named)
        missing = missing or named
    return Review(Place(path, line), guard, "" if guard else missing)


def _changes(text: str) -> Iterator[tuple[int, str]]:
    """Lines that link the change which added a guard."""
    for number, line in enumerate(text.splitlines(), 1):
        match = _COMMIT.search(line) or _CHANGE.search(line)
        if match and _GUARD.search(line):
            yield number, match.group()


def _named_files(text: str) -> Iterator[tuple[int, str]]:
    """Files that the review names where it speaks of a guard."""
    for number, line in enumerate(text.splitlines(), 1):
        if _GUARD.search(line):
            for match in _PATH.finditer(line):
                if _GUARD.search(match.group()):
                    yield number, match.group()
