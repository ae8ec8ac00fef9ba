"""Every policy on a case that it lets pass and one that it blocks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from rung.domain.approval import Approval, Decision
from rung.domain.identity import Role
from rung.domain.release import Environment
from rung.errors import ManifestError, RefusedError
from rung.govern.base import Case
from rung.govern.judging import known_policies, must_hold, policies_named
from rung.testing import check_policy
from rung.testing.policies import a_case
from store.values import NOON, an_approval, an_evaluation

GOOD = a_case()


def by(name: str, *, solo: bool = False) -> Approval:
    return replace(an_approval(), decision=Decision.APPROVED, decided_at=NOON, decided_by=name, reason="…", solo=solo)


def evaluated(passed: bool) -> Case:
    return replace(GOOD, version=replace(GOOD.version, evaluation=an_evaluation(passed)))


CASES = {
    "four_eyes": [
        (replace(GOOD, asks=Role.APPROVER), GOOD),
        (replace(GOOD, asks=Role.APPROVER, approval=by("ben")), replace(GOOD, asks=Role.APPROVER, approval=by("ann"))),
        (replace(GOOD, asks=Role.APPROVER, approval=by("ann", solo=True)), replace(GOOD, approval=by("ben"))),
        (replace(GOOD, environment=Environment.STAGING), replace(GOOD, asks=Role.APPROVER, approval=an_approval())),
    ],
    "card_complete": [
        (GOOD, replace(GOOD, unwritten=("the section Limits",))),
        (
            replace(GOOD, environment=Environment.STAGING, unwritten=("owner",)),
            replace(GOOD, unwritten=("owner", "purpose")),
        ),
    ],
    "artefact_intact": [
        (GOOD, replace(GOOD, harm=("MLmodel is missing",))),
        (GOOD, replace(GOOD, environment=Environment.STAGING, harm=("MLmodel is damaged", "x is missing"))),
    ],
    "gates_passed": [
        (evaluated(True), evaluated(False)),
        (GOOD, replace(GOOD, gates=("roc_auc >= 0.6",))),
        (replace(evaluated(False), environment=Environment.STAGING), evaluated(False)),
    ],
}


@pytest.mark.parametrize(("id", "number"), [(id, n) for id, cases in CASES.items() for n in range(len(cases))])
def test_conforms(id: str, number: int) -> None:
    check_policy(known_policies()[id], *CASES[id][number])


def test_every_policy_has_its_cases() -> None:
    assert set(CASES) == set(known_policies())


def test_those_that_rung_yaml_names_and_those_that_always_hold() -> None:
    assert [each.id for each in policies_named(["four_eyes"])] == ["four_eyes", "gates_passed"]
    with pytest.raises(ManifestError, match="there is no policy for_eyes") as caught:
        policies_named(["for_eyes"], "rung.yaml:3")
    assert (caught.value.where, caught.value.fix) == ("rung.yaml:3", "did you mean four_eyes?")


def test_the_first_that_blocks_speaks_and_the_others_are_named() -> None:
    case = replace(GOOD, harm=("MLmodel is missing",), unwritten=("owner",))
    with pytest.raises(RefusedError) as caught:
        must_hold(case, policies_named(["artefact_intact", "card_complete"]))
    assert caught.value.what == "policy artefact_intact (and card_complete): flights@7: MLmodel is missing"
    assert all(each.ok for each in must_hold(GOOD, policies_named(["artefact_intact", "card_complete"])))


def test_solo_is_told_apart() -> None:
    policy = known_policies()["four_eyes"]
    assert "solo" in policy.judge(replace(GOOD, asks=Role.APPROVER, approval=by("ann", solo=True))).says
    assert by("ben").expires_at - NOON == timedelta(days=14)
