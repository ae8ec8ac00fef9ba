"""Rolling back: at once, alone, to what is intact; done again, nothing."""

from __future__ import annotations

import pytest

from release.models import ADMIN, APPROVER, ENGINEER, GOOD, ON_CALL, a_wish, registered
from rung.domain.model_version import ModelVersion
from rung.domain.release import Environment, ReleaseKind
from rung.errors import RefusedError, UsageError
from rung.govern.approvals import Rules
from rung.govern.identity import Identity
from rung.release.releasing import release
from rung.release.rolling_back import RolledBack, before, roll_back
from rung.store.transactions import Store
from store.values import NOON, a_release, assert_consistent

PRODUCTION = Environment.PRODUCTION


def put(store: Store, *versions: ModelVersion) -> None:
    for each in versions:
        release(store, a_wish(each, ADMIN, rules=Rules()), lambda: GOOD)


def back(store: Store, by: Identity = ON_CALL, harmed: tuple[int, ...] = (), **how: object) -> RolledBack:
    return roll_back(
        store,
        "flights",
        PRODUCTION,
        by,
        NOON,
        lambda each: ("MLmodel is missing",) if each.version in harmed else (),
        **how,
    )  # type: ignore[arg-type]


def test_one_person_one_command(store: Store) -> None:
    put(store, *registered(store, "one", "two"))
    done = back(store, reason="answers nonsense")
    made = done.release
    assert (made.version, made.generation, made.previous, made.kind) == (1, 3, 2, ReleaseKind.ROLLBACK)
    assert (made.by, made.approval, made.reason, done.fresh) == ("oli", None, "answers nonsense", True)
    assert_consistent(store)


def test_done_again_it_is_done(store: Store) -> None:
    put(store, *registered(store, "one", "two", "three"))
    first = back(store)
    assert (back(store).release, back(store).fresh) == (first.release, False)
    assert back(store, to=2).fresh is False
    assert back(store, to=1).release.generation == 5


@pytest.mark.parametrize("who", [ENGINEER, APPROVER])
def test_others_may_not(store: Store, who: Identity) -> None:
    put(store, *registered(store, "one", "two"))
    with pytest.raises(RefusedError, match="may not roll back"):
        back(store, who)


def test_what_is_damaged_is_passed_over_and_told(store: Store) -> None:
    put(store, *registered(store, "one", "two", "three"))
    done = back(store, harmed=(2,))
    assert (done.release.version, done.passed_over) == (1, ("flights@2: MLmodel is missing",))
    with pytest.raises(RefusedError, match="no intact version to go back to: flights@2: MLmodel is missing"):
        back(store, harmed=(2,), to=2)


def test_nothing_to_go_back_to(store: Store) -> None:
    versions = registered(store, "one", "two")
    with pytest.raises(UsageError, match="nothing of flights was ever released to production"):
        back(store)
    put(store, versions[0])
    with pytest.raises(RefusedError, match=r"no intact version to go back to: flights@1 is the first"):
        back(store)
    with pytest.raises(UsageError, match=r"flights@2 was never released to production; flights@1 were"):
        back(store, to=2)


def test_what_was_rolled_back_from_is_not_gone_back_to() -> None:
    def history(*steps: tuple[int, str]) -> list[int]:
        kinds = {"r": ReleaseKind.RELEASE, "b": ReleaseKind.ROLLBACK}
        return before([a_release(version, kind=kinds[kind]) for version, kind in reversed(steps)])

    assert history((1, "r"), (2, "r"), (3, "r")) == [2, 1]
    assert history((1, "r"), (2, "r"), (1, "b")) == []
    assert history((1, "r"), (2, "r"), (1, "b"), (3, "r")) == [1]
    assert history((1, "r"), (2, "r"), (3, "r"), (1, "b"), (3, "b")) == [1]
    assert history((1, "r"), (2, "r"), (1, "r"), (3, "r")) == [1, 2]
    assert history() == []


def test_whoever_was_faster_is_named(store: Store) -> None:
    one, two, three = registered(store, "one", "two", "three")
    put(store, one, two)

    def harm(_: ModelVersion) -> tuple[str, ...]:
        put(store, three)
        return ()

    with pytest.raises(RefusedError, match="ada released flights@3 meanwhile"):
        roll_back(store, "flights", PRODUCTION, ON_CALL, NOON, harm)
