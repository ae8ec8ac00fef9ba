"""Tokens: what was made can be had again, and what was revoked stays so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rung.domain.identity import Role, Scope
from rung.errors import UsageError
from rung.store.transactions import Store
from store.values import ANN, NOON, a_token, assert_consistent


def test_a_token_is_had_again_and_its_digest_is_not_in_the_chain(store: Store) -> None:
    person = a_token(roles=(Role.ON_CALL, Role.APPROVER), expires_at=NOON + timedelta(days=90))
    service = a_token("t2", name="scorer", roles=(), scopes=(Scope.PREDICT,))
    with store.writing(ANN) as writer:
        writer.tokens.make(person)
        writer.tokens.make(service)
    with store.reading() as reader:
        assert reader.tokens.all() == [service, person]
        assert reader.tokens.get("t1") == person
        assert person.digest not in str([each.data for each in reader.audit.events()])
    assert assert_consistent(store) == 2


def test_an_id_is_given_once(store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.tokens.make(a_token())
    with pytest.raises(UsageError, match="already"), store.writing(ANN) as writer:
        writer.tokens.make(a_token(digest="0" * 64))


def test_a_revoked_token_keeps_the_first_moment(store: Store) -> None:
    with store.writing(ANN) as writer:
        writer.tokens.make(a_token())
        assert writer.tokens.revoke("t1", NOON, "left the team").revoked_at == NOON
        assert writer.tokens.revoke("t1", NOON + timedelta(days=1)).revoked_at == NOON
    with store.reading() as reader:
        kinds = [each.kind for each in reader.audit.of("token:t1")]
        assert kinds == ["token.made", "token.revoked"]
    with pytest.raises(UsageError, match="no token t9"), store.writing(ANN) as writer:
        writer.tokens.revoke("t9", NOON)
