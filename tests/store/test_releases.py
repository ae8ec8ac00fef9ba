"""Releases: counted without gaps, one alias, one approval each; also when two processes release at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rung.domain.model_version import Alias
from rung.domain.release import Environment, ReleaseKind, StagingCheck
from rung.errors import RefusedError, StorageError, UsageError
from rung.store.opening import open_store
from rung.store.tables import RELEASES
from rung.store.transactions import Store
from store.values import ANN, a_model, a_release, assert_consistent

TESTS = Path(__file__).parents[1]


def register(store: Store, *seeds: str) -> None:
    with store.writing(ANN) as writer:
        for each in seeds:
            writer.models.register(a_model(each))


def test_a_release_is_had_again_and_moves_the_alias(store: Store) -> None:
    register(store, "first", "second")
    checks = (StagingCheck("loads", True, "loaded in 0.1 s", 0.1),)
    with store.writing(ANN) as writer:
        one = writer.releases.make(a_release(checks=checks, reason="the first"))
        two = writer.releases.make(a_release(2, "second", approval="a1"))
        back = writer.releases.make(a_release(kind=ReleaseKind.ROLLBACK))
        tried = writer.releases.make(a_release(environment=Environment.STAGING))
    assert [(each.generation, each.previous) for each in (one, two, back, tried)] == [
        (1, None),
        (2, 1),
        (3, 2),
        (1, None),
    ]
    with store.reading() as reader:
        assert reader.releases.history("flights", Environment.PRODUCTION) == [back, two, one]
        assert reader.releases.history("flights") == reader.releases.latest() == [tried, back, two, one]
        assert reader.releases.current("flights", Environment.PRODUCTION) == back
        assert reader.releases.current("flights", Environment.STAGING) == tried
        assert reader.models.aliases("flights") == {Alias.CHAMPION: 1, Alias.STAGING: 1}
        assert {each.subject for each in reader.outbox.waiting()} == {"model:flights"}
        assert [each.kind for each in reader.audit.of("release:flights@1 to production")] == [
            "release.made",
            "release.rolled-back",
        ]
    assert_consistent(store)


def test_what_answers_already_is_not_released_again(store: Store) -> None:
    register(store, "first")
    with store.writing(ANN) as writer:
        made = writer.releases.make(a_release())
        number = writer.audit.head()
        assert writer.releases.make(a_release(reason="again", by="ben")) == made
        assert writer.audit.head() == number


def test_an_approval_lets_one_release_pass(store: Store) -> None:
    register(store, "first", "second")
    with store.writing(ANN) as writer:
        writer.releases.make(a_release(approval="a1"))
    with pytest.raises(RefusedError, match="lets nothing else pass"), store.writing(ANN) as writer:
        writer.releases.make(a_release(2, "second", approval="a1"))
    assert_consistent(store)


def test_only_what_is_registered_with_these_files(store: Store) -> None:
    register(store, "first")
    with pytest.raises(UsageError, match="there is no flights@2"), store.writing(ANN) as writer:
        writer.releases.make(a_release(2))
    with pytest.raises(RefusedError, match="are not those"), store.writing(ANN) as writer:
        writer.releases.make(a_release(1, "other"))
    with store.reading() as reader:
        assert reader.releases.latest() == []


def test_a_damaged_row_says_which(store: Store) -> None:
    register(store, "first")
    with store.writing(ANN) as writer:
        writer.releases.make(a_release())
        writer.audit._connection.execute(RELEASES.update().values(checks=b"no"))
    with store.reading() as reader, pytest.raises(StorageError) as caught:
        reader.releases.latest()
    assert caught.value.where == "release 1 of flights to production"


RELEASE = """
import sys
from rung.domain.event import Actor
from rung.errors import RefusedError
from rung.store.opening import open_store
from store.values import a_release
passed = 0
with open_store(sys.argv[1]) as store:
    sys.stdin.readline()
    for number in range(40):
        seed, version = ("first", 1) if (number + int(sys.argv[2])) % 2 else ("second", 2)
        try:
            with store.writing(Actor(sys.argv[2])) as writer:
                before = writer.releases.latest(1)
                made = writer.releases.make(a_release(version, seed, approval=f"a{number}", by=sys.argv[2]))
                passed += not before or made.generation > before[0].generation
        except RefusedError:
            pass
print(passed)
"""


def test_two_processes_at_once(address: str) -> None:
    """Both want to use the same forty approvals: each is used once at most, and no generation is given twice."""
    with open_store(address) as store:
        register(store, "first", "second")
        environment = {**os.environ, "PYTHONPATH": str(TESTS)}
        words = [sys.executable, "-c", RELEASE, address]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        both = [subprocess.Popen([*words, str(n)], env=environment, text=True, **pipes) for n in range(2)]  # type: ignore[call-overload]
        passed = [int(each.communicate("go\n")[0]) for each in both]
        with store.reading() as reader:
            made = reader.releases.history("flights", Environment.PRODUCTION)
        assert len(made) == sum(passed) > 1
        assert_consistent(store)
