"""Approvals: asked once, decided once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rung.domain.approval import Approval, Decision
from rung.domain.release import Environment
from rung.errors import RefusedError, UsageError
from rung.store.transactions import Store
from store.values import ANN, NOON, a_model, a_release, an_approval, assert_consistent


def decided(decision: Decision = Decision.APPROVED, id: str = "a1") -> Approval:
    return replace(an_approval(id), decision=decision, decided_at=NOON, decided_by="ben", reason="looks right")


def test_a_question_and_its_answer_are_had_again(store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.approvals.ask(an_approval())
        writer.approvals.ask(an_approval("b2", environment=Environment.STAGING))
    with store.reading() as reader:
        assert [each.id for each in reader.approvals.pending()] == ["b2", "a1"]
        assert reader.approvals.of("flights", 1, Environment.STAGING)[0].id == "b2"
        assert reader.approvals.find("A") == an_approval()
    with store.writing(ANN) as writer:
        writer.approvals.decide(decided())
    with store.reading() as reader:
        assert reader.approvals.get("a1") == decided()
        assert [each.id for each in reader.approvals.pending()] == ["b2"]
        told = reader.audit.of("approval:a1")
        assert [each.kind for each in told] == ["approval.asked", "approval.approved"]
        assert told[1].data["digest"] == a_model().digest
    assert_consistent(store)


@pytest.mark.parametrize("first", [Decision.APPROVED, Decision.REJECTED])
def test_nobody_decides_again(store: Store, first: Decision) -> None:
    with store.writing(ANN) as writer:
        writer.approvals.ask(an_approval())
        writer.approvals.decide(decided(first))
    with pytest.raises(RefusedError, match=f"ben has {first} it already"), store.writing(ANN) as writer:
        writer.approvals.decide(decided())
    assert assert_consistent(store) == 2


def test_what_is_no_answer_is_none(store: Store) -> None:
    for answer in (decided(), an_approval()):
        with pytest.raises(UsageError, match="no answer"), store.writing(ANN) as writer:
            writer.approvals.decide(answer)


def test_ids_that_mean_several_or_nothing(store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.approvals.ask(an_approval("ab1"))
        writer.approvals.ask(an_approval("ab2"))
        with pytest.raises(UsageError, match="already"):
            writer.approvals.ask(an_approval("ab2"))
    with store.reading() as reader:
        for beginning, says in [("ab", "several"), ("x", "no approval"), ("", "no approval"), ("%", "no approval")]:
            with pytest.raises(UsageError, match=says):
                reader.approvals.find(beginning)


def test_an_approval_is_used_by_its_release(store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.models.register(a_model())
        writer.approvals.ask(an_approval())
        assert not writer.approvals.used("a1")
        writer.releases.make(a_release(approval="a1"))
        assert writer.approvals.used("a1")
