"""Approvals: bound to bits, open for a while, never one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from rung.domain.approval import Decision
from rung.domain.identity import Role
from rung.domain.release import Environment
from rung.errors import ManifestError, RefusedError, UsageError
from rung.govern.approvals import LIFETIME, SOLO_DELAY, Rules, approved, ask, lets_pass, rejected, rules_of
from rung.govern.authors import is_one_of
from rung.govern.identity import Identity
from rung.project.file import ReleaseSection
from store.values import NOON, a_model

VERSION = a_model(version=7)
ASKED = ask(VERSION, Environment.PRODUCTION, Role.APPROVER, "ann", ["Cid <cid@example.org>"], NOON)
BEN = Identity("ben", "token", (Role.APPROVER,))
RULES, SOLO = Rules(), Rules(solo=timedelta(hours=1))


def who(name: str, *roles: Role) -> Identity:
    return Identity(name, "token", roles or (Role.APPROVER,))


def test_a_yes_holds_for_these_files_there_and_for_a_while() -> None:
    yes = approved(ASKED, BEN, " looks right ", RULES, NOON)
    assert (yes.decision, yes.decided_by, yes.reason, yes.solo) == (Decision.APPROVED, "ben", "looks right", False)
    assert lets_pass(yes, VERSION, Environment.PRODUCTION, NOON)
    assert not lets_pass(ASKED, VERSION, Environment.PRODUCTION, NOON)
    assert not lets_pass(yes, replace(VERSION, digest="0" * 64), Environment.PRODUCTION, NOON)
    assert not lets_pass(yes, replace(VERSION, version=8), Environment.PRODUCTION, NOON)
    assert not lets_pass(yes, VERSION, Environment.STAGING, NOON)
    assert not lets_pass(yes, VERSION, Environment.PRODUCTION, NOON + LIFETIME)


@pytest.mark.parametrize(
    "name", ["ann", "ANN", "cid", "Cid", "cid@example.org", "Cid <cid@elsewhere.org>", "ann@x.org"]
)
def test_nobody_approves_their_own_change(name: str) -> None:
    with pytest.raises(RefusedError, match=r"may not approve their own change: it is by Cid <cid@example.org>, ann"):
        approved(ASKED, who(name, Role.ADMIN), "mine is fine", RULES, NOON)
    assert rejected(ASKED, who(name, Role.VIEWER), "withdrawn", NOON).decision is Decision.REJECTED


def test_the_role_is_needed() -> None:
    for decide in (lambda by: approved(ASKED, by, "…", RULES, NOON), lambda by: rejected(ASKED, by, "…", NOON)):
        with pytest.raises(
            RefusedError, match=r"ben \(engineer\) may not decide: rung.yaml asks for the role approver"
        ):
            decide(who("ben", Role.ENGINEER))
    assert approved(ASKED, who("ben", Role.ADMIN), "fine", RULES, NOON).decided_by == "ben"


def test_too_late_again_and_without_a_reason() -> None:
    with pytest.raises(RefusedError, match="could be decided until 2026-05-18 12:00 UTC"):
        approved(ASKED, BEN, "fine", RULES, NOON + LIFETIME)
    with pytest.raises(RefusedError, match="ben has rejected it already"):
        approved(rejected(ASKED, BEN, "no", NOON), BEN, "fine", RULES, NOON)
    with pytest.raises(UsageError, match="needs a reason"):
        approved(ASKED, BEN, "  ", RULES, NOON)


def test_a_team_of_one_waits_and_is_marked() -> None:
    with pytest.raises(RefusedError, match="may approve their own change from 2026-05-04 13:00 UTC on"):
        approved(ASKED, who("ann"), "mine", SOLO, NOON + timedelta(minutes=59))
    assert approved(ASKED, who("ann"), "mine", SOLO, NOON + timedelta(hours=1)).solo
    assert not approved(ASKED, BEN, "not mine", SOLO, NOON).solo


def test_rules_as_people_write_them() -> None:
    assert rules_of(None, "x") == rules_of(ReleaseSection(), "x") == Rules()
    assert rules_of(ReleaseSection(approve="approver"), "x").asks == {Environment.PRODUCTION: Role.APPROVER}
    both = rules_of(ReleaseSection(approve={"staging": "engineer", "production": "admin"}, solo="24h"), "x")
    assert both == Rules({Environment.STAGING: Role.ENGINEER, Environment.PRODUCTION: Role.ADMIN}, timedelta(days=1))
    assert rules_of(ReleaseSection(solo=True), "x").solo == SOLO_DELAY


@pytest.mark.parametrize(
    "section",
    [
        ReleaseSection(approve={"prod": "approver"}),
        ReleaseSection(approve={"production": "boss"}),
        ReleaseSection(approve=["approver"]),
        ReleaseSection(solo="tomorrow"),
        ReleaseSection(solo="0h"),
    ],
)
def test_rules_that_mean_nothing_are_refused(section: ReleaseSection) -> None:
    with pytest.raises(ManifestError) as caught:
        rules_of(section, "rung.yaml:12")
    assert caught.value.where == "rung.yaml:12"
    assert caught.value.fix


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ann", "Ann Example <ann@example.org>", True),
        ("Ann Example", "Ann Example <1+ann@users.example.org>", True),
        ("ann", "Joanna <joanna@example.org>", False),
        ("ben", "ann", False),
        ("ann@a.org", "ann@b.org", True),
    ],
)
def test_names_that_may_be_one_person(one: str, other: str, same: bool) -> None:
    assert is_one_of(one, [other]) is same
    assert is_one_of(other, [one]) is same
