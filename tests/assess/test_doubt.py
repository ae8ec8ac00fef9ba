"""What could not be read is never taken for absent, and never raises anything."""

from __future__ import annotations

import pytest

from rung.assess.doubt import doubted
from rung.assess.practices.data_contract import DataContract
from rung.assess.practices.shared_ownership import SharedOwnership
from rung.assess.practices.train_serve_same_features import TrainServeSameFeatures
from rung.assess.unread import Unread
from rung.domain import Place, Verdict, met, not_applicable, partial, unknown, unmet
from rung.domain.unread import FileKind, UnreadFile, Why

LOST = UnreadFile("train.py", FileKind.PYTHON, Why.ABSENT)
MANY = Unread((LOST,), {FileKind.PYTHON: 100}, {FileKind.PYTHON: 10})
FEW = Unread((LOST,), {FileKind.PYTHON: 100}, {FileKind.PYTHON: 9})
ASIDE = Unread((UnreadFile("docs/a.py", FileKind.PYTHON, Why.ABSENT, aside=True),))
ELSEWHERE = Unread(
    (UnreadFile("README.md", FileKind.DOCUMENT, Why.ABSENT),), {FileKind.DOCUMENT: 1}, {FileKind.DOCUMENT: 1}
)
UNLISTED = Unread(unlisted=1)


@pytest.mark.parametrize(
    ("unread", "verdict"),
    [(MANY, "unknown"), (FEW, "unmet"), (ASIDE, "unmet"), (ELSEWHERE, "unmet"), (UNLISTED, "unknown"), (Unread(), "unmet")],
)  # fmt: skip
def test_unmet_is_unknown_where_a_tenth_of_what_could_show_it_was_not_read(unread: Unread, verdict: str) -> None:
    assert doubted(DataContract(), unmet("nothing was found"), unread).verdict == verdict


@pytest.mark.parametrize("unread", [MANY, FEW, UNLISTED])
@pytest.mark.parametrize("judgement", [met("it is there"), not_applicable("nobody is concerned")])
def test_met_is_unknown_where_anything_that_can_speak_against_it_was_not_read(judgement, unread: Unread) -> None:  # type: ignore[no-untyped-def]
    assert doubted(DataContract(), judgement, unread).verdict is Verdict.UNKNOWN
    assert doubted(DataContract(), judgement, ASIDE) == judgement
    assert doubted(DataContract(), judgement, ELSEWHERE) == judgement


def test_partial_is_unknown_only_where_the_practice_says_so() -> None:
    half = partial("it is half there")
    assert doubted(DataContract(), half, MANY) == half
    assert doubted(TrainServeSameFeatures(), half, FEW).verdict is Verdict.UNKNOWN


def test_what_history_shows_is_not_doubted() -> None:
    assert doubted(SharedOwnership(), unmet("one person"), MANY).verdict is Verdict.UNMET


def test_it_says_where_it_may_be_and_what_to_do() -> None:
    found = doubted(DataContract(), unmet("nothing was found", [Place("a.py")]), MANY)
    assert found.because == "nothing was found; it may be in train.py, not read: not in this copy (partial clone)"
    assert found.places == (Place("train.py"), Place("a.py"))
    assert found.remedy == "fetch it: git fetch --refetch --no-filter"


def test_unknown_stays_as_it_was_said() -> None:
    already = unknown("held by the forge")
    assert doubted(DataContract(), already, MANY) == already
