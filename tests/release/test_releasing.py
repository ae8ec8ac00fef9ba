"""Releasing: permission, policies, checks, somebody's yes, one transaction; done again, nothing."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from release.models import ADMIN, APPROVER, ASKED, ENGINEER, GOOD, a_wish, later, registered
from rung.domain.approval import Decision
from rung.domain.identity import Role
from rung.domain.release import Environment, StagingCheck
from rung.errors import RefusedError
from rung.govern.approvals import Rules, approved, rejected
from rung.govern.identity import Identity
from rung.govern.judging import policies_named
from rung.release.releasing import Outcome, Wish, release
from rung.store.transactions import Store
from store.values import NOON, assert_consistent


def go(store: Store, wish: Wish) -> Outcome:
    return release(store, wish, lambda: GOOD)


def say_yes(store: Store, outcome: Outcome, who: Identity = APPROVER) -> None:
    assert outcome.approval
    with store.writing(who.actor) as writer:
        writer.approvals.decide(approved(outcome.approval, who, "looks right", Rules(), NOON))


def test_staging_needs_nobody(store: Store) -> None:
    (version,) = registered(store, "one")
    outcome = go(store, a_wish(version, environment=Environment.STAGING))
    assert outcome.release
    assert (outcome.release.version, outcome.release.by, outcome.release.checks) == (1, "eve", GOOD)
    assert_consistent(store)


def test_production_waits_and_the_same_call_goes_on_after_the_yes(store: Store) -> None:
    (version,) = registered(store, "one")
    first, second = go(store, a_wish(version)), go(store, a_wish(version))
    assert first.waits
    assert second.waits
    assert first.approval
    assert first.approval == second.approval
    assert first.approval.authors == ("ann", "eve")
    with store.reading() as reader:
        assert reader.releases.latest() == []
    say_yes(store, first)
    done = go(store, a_wish(version))
    assert done.release
    assert (done.release.approval, done.fresh) == (first.approval.id, True)
    again = go(store, a_wish(version))
    assert (again.release, again.fresh) == (done.release, False)
    assert_consistent(store)


def test_what_answers_already_is_not_tried_again(store: Store) -> None:
    (version,) = registered(store, "one")
    wish = a_wish(version, ADMIN, rules=Rules())
    go(store, wish)

    def fail() -> tuple[StagingCheck, ...]:
        pytest.fail("tried again")

    assert not release(store, wish, fail).fresh


def test_a_failed_check_stops_before_anybody_is_asked(store: Store) -> None:
    (version,) = registered(store, "one")
    bad = (
        *GOOD,
        StagingCheck("latency", False, "p99 is 80 ms, above 50 ms"),
        StagingCheck("answers", False, "2 differ"),
    )
    with pytest.raises(RefusedError, match=r"^model flights@1: staging check latency: p99 .*; answers: 2 differ$"):
        release(store, a_wish(version), lambda: bad)
    with store.reading() as reader:
        assert reader.approvals.pending() == []


def test_a_policy_stops_before_anything_is_tried(store: Store) -> None:
    (version,) = registered(store, "one")
    wish = a_wish(version, policies=tuple(policies_named(["artefact_intact"])), harm=("MLmodel is damaged",))
    with pytest.raises(RefusedError, match="policy artefact_intact: flights@1: MLmodel is damaged"):
        release(store, wish, lambda: pytest.fail("tried"))


@pytest.mark.parametrize(
    ("roles", "environment", "rules", "may"),
    [
        ((Role.VIEWER,), Environment.STAGING, ASKED, False),
        ((Role.APPROVER,), Environment.STAGING, ASKED, False),
        ((Role.ENGINEER,), Environment.STAGING, ASKED, True),
        ((Role.ENGINEER,), Environment.PRODUCTION, ASKED, True),
        ((Role.ENGINEER,), Environment.PRODUCTION, Rules(), False),
        ((Role.ON_CALL,), Environment.PRODUCTION, Rules(), False),
        ((Role.ADMIN,), Environment.PRODUCTION, Rules(), True),
    ],
)
def test_who_may(store: Store, roles: tuple[Role, ...], environment: Environment, rules: Rules, may: bool) -> None:
    (version,) = registered(store, "one")
    wish = a_wish(version, Identity("x", "token", roles), environment, rules=rules)
    if may:
        go(store, wish)
    else:
        with pytest.raises(RefusedError, match=r"may not (release|ask)"):
            go(store, wish)


def test_a_no_is_heard_until_somebody_asks_again(store: Store) -> None:
    (version,) = registered(store, "one")
    asked = go(store, a_wish(version)).approval
    assert asked
    with store.writing(APPROVER.actor) as writer:
        writer.approvals.decide(rejected(asked, APPROVER, "the slice of UA is worse", NOON))
    with pytest.raises(RefusedError, match="ben rejected it on 2026-05-04: the slice of UA is worse") as caught:
        go(store, a_wish(version))
    assert "--ask-again" in (caught.value.fix or "")
    anew = go(store, a_wish(version, ask_again=True))
    assert anew.waits
    assert anew.approval
    assert anew.approval.id != asked.id


def test_a_yes_expires_with_its_question(store: Store) -> None:
    (version,) = registered(store, "one")
    first = go(store, a_wish(version))
    say_yes(store, first)
    outcome = go(store, a_wish(version, at=later(14)))
    assert outcome.waits
    assert outcome.approval != first.approval


def test_a_yes_to_another_role_is_none(store: Store) -> None:
    (version,) = registered(store, "one")
    say_yes(store, go(store, a_wish(version)))
    stricter = Rules({Environment.PRODUCTION: Role.ADMIN})
    assert go(store, a_wish(version, rules=stricter)).waits


def test_a_yes_is_used_once(store: Store) -> None:
    one, two = registered(store, "one", "two")
    for version in (one, two):
        say_yes(store, go(store, a_wish(version)))
        assert not go(store, a_wish(version)).waits
    assert go(store, a_wish(one)).waits


def test_a_yes_does_not_fit_other_files(store: Store) -> None:
    (version,) = registered(store, "one")
    say_yes(store, go(store, a_wish(version)))
    assert go(store, a_wish(replace(version, digest="0" * 64))).waits


def test_whoever_was_faster_is_named(store: Store) -> None:
    one, two = registered(store, "one", "two")

    def meanwhile() -> tuple[StagingCheck, ...]:
        go(store, a_wish(two, ADMIN, rules=Rules()))
        return GOOD

    with pytest.raises(RefusedError, match="ada released flights@2 to production meanwhile"):
        release(store, a_wish(one, ADMIN, rules=Rules()), meanwhile)
    with store.reading() as reader:
        assert [each.version for each in reader.releases.latest()] == [2]


def test_a_yes_that_somebody_used_meanwhile(store: Store) -> None:
    (version,) = registered(store, "one")
    say_yes(store, go(store, a_wish(version)))

    def meanwhile() -> tuple[StagingCheck, ...]:
        go(store, a_wish(version))
        return GOOD

    outcome = release(store, a_wish(version, ENGINEER), meanwhile)
    assert outcome.fresh is False
    with store.reading() as reader:
        assert len(reader.releases.latest()) == 1
        assert reader.approvals.of("flights", 1)[0].decision is Decision.APPROVED
