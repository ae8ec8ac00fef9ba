"""Whatever people do, in whatever order: nobody's change goes out on their own word, and the records agree."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from release.models import GOOD, a_wish, registered
from rung.domain.approval import Decision
from rung.domain.identity import Role
from rung.domain.model_version import ModelVersion
from rung.domain.release import Environment, Release, ReleaseKind
from rung.errors import RungError
from rung.govern.approvals import Rules, approved, is_author, rejected
from rung.govern.identity import Identity
from rung.govern.judging import policies_named
from rung.release.releasing import release
from rung.release.rolling_back import roll_back
from rung.store.opening import open_store
from store.values import NOON, assert_consistent

PEOPLE = [
    Identity("ann", "token", (Role.ENGINEER, Role.APPROVER)),  # registers every version: an author of all
    Identity("ben", "token", (Role.ADMIN,)),
    Identity("cid", "token", (Role.APPROVER,)),
    Identity("dee", "token", (Role.ON_CALL, Role.APPROVER)),
    Identity("eve", "token", (Role.ENGINEER,)),
]
somebody, some, places = st.sampled_from(PEOPLE), st.integers(0, 2), st.sampled_from(Environment)


class Deliveries(RuleBasedStateMachine):
    """Ask, approve, reject, wait, release, roll back; some versions get damaged."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.store = self.stack.enter_context(open_store(folder / "store.db"))
        self.now: datetime = NOON
        self.rules = Rules()
        self.damaged: set[int] = set()
        self.versions: list[ModelVersion] = []
        self.allowed: list[Release] = []

    @initialize(solo=st.booleans(), four_eyes=st.booleans())
    def begin(self, solo: bool, four_eyes: bool) -> None:
        self.policies = tuple(policies_named(["artefact_intact", *(["four_eyes"] if four_eyes else [])]))
        self.versions = registered(self.store, "one", "two", "three")
        self.rules = Rules({Environment.PRODUCTION: Role.APPROVER}, timedelta(days=1) if solo else None)

    def harm(self, version: ModelVersion) -> tuple[str, ...]:
        return ("MLmodel is damaged",) if version.version in self.damaged else ()

    @rule(who=somebody, number=some, where=places, again=st.booleans())
    def release(self, who: Identity, number: int, where: Environment, again: bool) -> None:
        version = self.versions[number]
        wish = a_wish(
            version,
            who,
            where,
            self.now,
            rules=self.rules,
            policies=self.policies,
            harm=self.harm(version),
            ask_again=again,
        )
        with suppress(RungError):
            outcome = release(self.store, wish, lambda: GOOD)
            if outcome.release and outcome.fresh:
                assert version.version not in self.damaged
                assert who.name not in ("cid",), "an approver releases nothing"
                self.allowed.append(outcome.release)

    @rule(who=somebody, number=some, yes=st.booleans())
    def decide(self, who: Identity, number: int, yes: bool) -> None:
        with suppress(RungError), self.store.writing(who.actor) as writer:
            waiting = writer.approvals.pending()
            if waiting:
                asked = waiting[number % len(waiting)]
                answer = (
                    approved(asked, who, "fine", self.rules, self.now) if yes else rejected(asked, who, "no", self.now)
                )
                writer.approvals.decide(answer)

    @rule(who=somebody, where=places, to=st.one_of(st.none(), st.integers(1, 3)))
    def roll_back(self, who: Identity, where: Environment, to: int | None) -> None:
        with suppress(RungError):
            done = roll_back(self.store, "flights", where, who, self.now, self.harm, to=to)
            if done.fresh:
                assert who.name in ("ben", "dee"), "only on-call and admin roll back"
                assert done.release.version not in self.damaged
                self.allowed.append(done.release)

    @rule(who=somebody, decider=somebody, number=some)
    def deliver(self, who: Identity, decider: Identity, number: int) -> None:
        """All three steps at once, or as far as they go: by chance they seldom follow each other."""
        self.release(who, number, Environment.PRODUCTION, False)
        self.decide(decider, 0, True)
        self.release(who, number, Environment.PRODUCTION, False)

    @rule(days=st.sampled_from([0.5, 2, 15]))
    def wait(self, days: float) -> None:
        self.now += timedelta(days=days)

    @precondition(lambda self: not self.damaged)
    @rule(number=some)
    def damage(self, number: int) -> None:
        self.damaged.add(self.versions[number].version)

    @invariant()
    def nothing_else_was_released_and_the_records_agree(self) -> None:
        with self.store.reading() as reader:
            made = list(reversed(reader.releases.latest(1000)))
            assert made == self.allowed
            released: set[tuple[str, int]] = set()
            for each in made:
                if each.kind is ReleaseKind.ROLLBACK:
                    assert (each.environment, each.version) in released, "only what answered there once"
                elif each.environment is Environment.PRODUCTION:
                    approval = reader.approvals.get(each.approval or "")
                    assert approval is not None
                    assert approval.decision is Decision.APPROVED
                    assert (approval.version, approval.digest) == (each.version, each.digest)
                    assert approval.asked_at <= each.at < approval.expires_at
                    own = is_author(approval, approval.decided_by or "")
                    assert approval.solo is own, "one's own yes is marked, and only that"
                    assert not own or self.rules.solo is not None
                released.add((each.environment, each.version))

    def teardown(self) -> None:
        assert_consistent(self.store)  # generations without gaps, aliases of the newest, each approval used once
        self.stack.close()


Deliveries.TestCase.settings = settings(max_examples=40, stateful_step_count=20)
TestDeliveries = Deliveries.TestCase
