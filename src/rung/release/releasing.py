"""Release a version: who may, what must hold, whether it works elsewhere, who said yes; then one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from rung.domain.approval import Approval, Decision
from rung.domain.identity import Role
from rung.domain.model_version import ModelVersion
from rung.domain.release import Environment, Release, StagingCheck
from rung.errors import RefusedError
from rung.govern.approvals import Rules, ask, lets_pass
from rung.govern.base import Case, Policy
from rung.govern.identity import Identity
from rung.govern.judging import must_hold
from rung.govern.roles import Permission

if TYPE_CHECKING:
    from rung.store.approvals import ApprovalReader
    from rung.store.transactions import Store
    from rung.store.writer import Writer


class Wish(Struct, frozen=True, kw_only=True):
    """A release that somebody wants, with what was found out about it."""

    version: ModelVersion
    environment: Environment
    by: Identity
    at: datetime
    """Aware."""
    reason: str = ""
    rules: Rules = Rules()
    policies: tuple[Policy, ...] = ()
    gates: tuple[str, ...] = ()
    harm: tuple[str, ...] = ()
    unwritten: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    ask_again: bool = False
    """After somebody has said no."""

    @property
    def asks(self) -> Role | None:
        """Whom `rung.yaml` asks."""
        return self.rules.asks.get(self.environment)

    def case(self, approval: Approval | None = None) -> Case:
        """What policies judge."""
        return Case(
            version=self.version,
            environment=self.environment,
            gates=self.gates,
            asks=self.asks,
            approval=approval,
            harm=self.harm,
            unwritten=self.unwritten,
        )


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of a wish: a release, or a question that waits."""

    release: Release | None = None
    """That answers now."""
    fresh: bool = True
    """It was made by this call; False: it answered already."""
    approval: Approval | None = None
    """That it waits for, or that let it pass."""
    checks: tuple[StagingCheck, ...] = ()

    @property
    def waits(self) -> bool:
        """Nothing is released before a person has said yes."""
        return self.release is None


def release(store: Store, wish: Wish, check: Callable[[], tuple[StagingCheck, ...]]) -> Outcome:
    """Release a version, or ask for it. Killed anywhere, the next call goes on or says that it was done.

    Parameters
    ----------
    check
        Tries the version in a clean process. Called once everything that is cheaper has let it pass.

    Raises
    ------
    RefusedError
        Whoever acts may not, a policy or check is not met, somebody has said no, or somebody was faster.
    """
    must_be_allowed(wish)
    with store.reading() as reader:
        current = reader.releases.current(wish.version.model, wish.environment)
        if current is not None and answers(current, wish.version):
            return Outcome(release=current, fresh=False, checks=current.checks)
        _must_not_be_rejected(reader.approvals, wish)
    must_hold(wish.case(), wish.policies)
    checks = check()
    _must_pass(checks, wish)
    if wish.asks is not None and (open_ := _open(store, wish, checks)) is not None:
        return open_
    with store.writing(wish.by.actor) as writer:
        return _released(writer, wish, checks, None if current is None else current.generation)


def answers(current: Release, version: ModelVersion) -> bool:
    """Whether a release is of this very version."""
    return (current.version, current.digest) == (version.version, version.digest)


def must_be_allowed(wish: Wish) -> None:
    """Go on only if whoever acts may. Raises `RefusedError`."""
    if wish.environment is Environment.STAGING:
        needed = Permission.RELEASE_TO_STAGING
    else:
        needed = Permission.ASK if wish.asks is not None else Permission.RELEASE_UNASKED
    wish.by.must(needed, where=f"model {wish.version.name}")


def _must_not_be_rejected(approvals: ApprovalReader, wish: Wish) -> None:
    if wish.asks is None or wish.ask_again:
        return
    last = next(iter(approvals.of(wish.version.model, wish.version.version, wish.environment)), None)
    if last and last.decision is Decision.REJECTED and last.digest == wish.version.digest:
        raise RefusedError(
            f"{last.decided_by} rejected it on {last.decided_at:%Y-%m-%d}: {last.reason}",
            where=f"approval {last.id}",
            fix="mend what they said, or ask again: "
            f"rung release {wish.version.name} --to {wish.environment} --ask-again",
        )


def _must_pass(checks: tuple[StagingCheck, ...], wish: Wish) -> None:
    failed = [each for each in checks if not each.ok]
    if failed:
        more = "".join(f"; {each.name}: {each.says}" for each in failed[1:])
        raise RefusedError(
            f"staging check {failed[0].name}: {failed[0].says}{more}", where=f"model {wish.version.name}"
        )


def _open(store: Store, wish: Wish, checks: tuple[StagingCheck, ...]) -> Outcome | None:
    """The question that is open, asked now where there is none; `None` where somebody has said yes."""
    with store.writing(wish.by.actor) as writer:
        current = writer.releases.current(wish.version.model, wish.environment)
        if current is not None and answers(current, wish.version):
            return Outcome(release=current, fresh=False, checks=current.checks)
        found = _usable(writer.approvals, wish)
        if found is None:
            assert wish.asks is not None
            found = ask(wish.version, wish.environment, wish.asks, wish.by.name, wish.authors, wish.at)
            writer.approvals.ask(found)
        return Outcome(approval=found, checks=checks) if found.decision is Decision.PENDING else None


def _usable(approvals: ApprovalReader, wish: Wish) -> Approval | None:
    all_of_it = approvals.of(wish.version.model, wish.version.version, wish.environment)
    same = [
        each
        for each in all_of_it
        if (each.digest, each.role) == (wish.version.digest, wish.asks) and wish.at < each.expires_at
    ]
    for each in same:
        if lets_pass(each, wish.version, wish.environment, wish.at) and not approvals.used(each.id):
            return each
    return next((each for each in same if each.decision is Decision.PENDING), None)


def _released(writer: Writer, wish: Wish, checks: tuple[StagingCheck, ...], seen: int | None) -> Outcome:
    """The one transaction: everything that may have changed since is looked at again."""
    current = writer.releases.current(wish.version.model, wish.environment)
    if current is not None and answers(current, wish.version):
        return Outcome(release=current, fresh=False, checks=current.checks)
    if (None if current is None else current.generation) != seen:
        assert current is not None
        raise RefusedError(
            f"{current.by} released {current.name} to {current.environment} meanwhile",
            where=f"model {wish.version.name}",
            fix="look at what answers now, and do it again if it is still right",
        )
    approval = _usable(writer.approvals, wish) if wish.asks is not None else None
    if wish.asks is not None and (approval is None or approval.decision is not Decision.APPROVED):
        raise RefusedError(
            "its approval was used or has expired meanwhile", where=f"model {wish.version.name}", fix="do it again"
        )
    must_hold(wish.case(approval), wish.policies)
    made = writer.releases.make(_draft(wish, checks, approval))
    return Outcome(release=made, approval=approval, checks=checks)


def _draft(wish: Wish, checks: tuple[StagingCheck, ...], approval: Approval | None) -> Release:
    draft = Release(
        model=wish.version.model,
        environment=wish.environment,
        generation=0,
        version=wish.version.version,
        digest=wish.version.digest,
        at=wish.at,
        by=wish.by.name,
        checks=checks,
        reason=wish.reason,
    )
    return draft if approval is None else replace(draft, approval=approval.id)
