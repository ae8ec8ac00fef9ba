"""Back to the version before: one command, one person, no question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from rung.domain.model_version import ModelVersion
from rung.domain.release import Environment, Release, ReleaseKind
from rung.errors import RefusedError, UsageError
from rung.govern.identity import Identity
from rung.govern.roles import Permission

if TYPE_CHECKING:
    from rung.store.reader import Reader
    from rung.store.transactions import Store

Harm = Callable[[ModelVersion], Sequence[str]]
"""What is wrong with the files of a version; empty for nothing."""


class RolledBack(Struct, frozen=True, kw_only=True):
    """What came of it."""

    release: Release
    """That answers now."""
    fresh: bool = True
    """It was made by this call; False: it answered already."""
    passed_over: tuple[str, ...] = ()
    """Versions that lie between and cannot be had as they were registered, a sentence each."""


class _Found(Struct, frozen=True):
    current: Release
    target: ModelVersion | None
    passed_over: tuple[str, ...] = ()


def roll_back(
    store: Store,
    model: str,
    environment: Environment,
    by: Identity,
    at: datetime,
    harm: Harm,
    *,
    to: int | None = None,
    reason: str = "",
) -> RolledBack:
    """Let the version answer that answered before, if its files are intact; else the one before that.

    Where the newest record is a rollback, it is done already: whoever means a still earlier version names it.

    Raises
    ------
    RefusedError
        Whoever acts may not, or there is nothing to go back to, or somebody was faster.
    UsageError
        Nothing was ever released there, or not that version.
    """
    by.must(Permission.ROLL_BACK, where=f"model {model}")
    with store.reading() as reader:
        found = _look(reader, model, environment, harm, to)
    if found.target is None:
        return RolledBack(release=found.current, fresh=False)
    draft = Release(
        model=model,
        environment=environment,
        generation=0,
        version=found.target.version,
        digest=found.target.digest,
        kind=ReleaseKind.ROLLBACK,
        at=at,
        by=by.name,
        reason=reason,
    )
    with store.writing(by.actor) as writer:
        now = writer.releases.current(model, environment)
        if now is None or now.generation != found.current.generation:
            return _overtaken(now, draft)
        return RolledBack(release=writer.releases.make(draft), passed_over=found.passed_over)


def before(history: Sequence[Release]) -> list[int]:
    """Versions to go back to, nearest first; `history` newest first.

    What was rolled back from is not gone back to: it was left for a reason.
    """
    answered: list[int] = []
    for each in reversed(history):
        if each.kind is ReleaseKind.ROLLBACK and each.version in answered:
            while answered[-1] != each.version:
                answered.pop()
        else:
            answered.append(each.version)
    now = answered[-1] if answered else None
    return [each for each in dict.fromkeys(reversed(answered)) if each != now]


def _look(reader: Reader, model: str, environment: Environment, harm: Harm, to: int | None) -> _Found:
    history = reader.releases.history(model, environment)
    if not history:
        raise UsageError(f"nothing of {model} was ever released to {environment}", fix=f"rung registry list {model}")
    current = history[0]
    if to == current.version or (to is None and current.kind is ReleaseKind.ROLLBACK):
        return _Found(current, None)
    candidates = before(history) if to is None else [_released_before(history, to)]
    passed_over: list[str] = []
    for number in candidates:
        version = reader.models.get(model, number)
        wrong = ("is not registered",) if version is None else harm(version) or _other_files(history, version)
        if version is not None and not wrong:
            return _Found(current, version, tuple(passed_over))
        passed_over.append(f"{model}@{number}: {wrong[0]}")
    told = f": {'; '.join(passed_over)}" if passed_over else f": {current.name} is the first that was released there"
    raise RefusedError(
        f"there is no intact version to go back to{told}",
        where=f"model {model}, {environment}",
        fix=f"release another one: rung release {model}@VERSION --to {environment}",
    )


def _released_before(history: Sequence[Release], to: int) -> int:
    known = sorted({each.version for each in history})
    if to not in known:
        listed = ", ".join(f"{history[0].model}@{each}" for each in known)
        raise UsageError(
            f"{history[0].model}@{to} was never released to {history[0].environment}; {listed} were",
            fix="only what was released there once can be rolled back to; anything else: rung release",
        )
    return to


def _other_files(history: Sequence[Release], version: ModelVersion) -> tuple[str, ...]:
    if any((each.version, each.digest) == (version.version, version.digest) for each in history):
        return ()
    return ("its files are not those that were released",)


def _overtaken(now: Release | None, draft: Release) -> RolledBack:
    if now is not None and now.version == draft.version:
        return RolledBack(release=now, fresh=False)
    who = "somebody" if now is None else f"{now.by} released {now.name}"
    raise RefusedError(
        f"{who} meanwhile",
        where=f"model {draft.model}, {draft.environment}",
        fix="look at what answers now, and do it again",
    )
