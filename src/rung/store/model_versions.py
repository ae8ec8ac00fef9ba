"""Versions of models, and the names that point at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Row, Select, func, insert, select, update

from rung.domain.evaluation import Evaluation
from rung.domain.model_version import Alias, ModelVersion, Trust
from rung.errors import UsageError
from rung.store.aggregate import Readings, Writings
from rung.store.outbox import entry
from rung.store.packing import pack, pack_files, sound, unpack, unpack_files
from rung.store.tables import MODEL_ALIASES as ALIASES
from rung.store.tables import MODEL_VERSIONS as TABLE

_MOST = 10
"""Candidates that a person is shown."""


class _Told(Struct, frozen=True):
    """What is not asked for by itself."""

    origin: str
    commit: str | None
    dirty: bool
    datasets: dict[str, str]
    environment: str
    signature: dict[str, Any]
    params: dict[str, Any]
    trust: Trust | None
    evaluation: Evaluation | None


class ModelReader(Readings):
    """Which versions there are."""

    def names(self) -> list[str]:
        """Models that have a version, by name."""
        return list(self._connection.execute(select(TABLE.c.model).distinct().order_by(TABLE.c.model)).scalars())

    def get(self, model: str, version: int) -> ModelVersion | None:
        """That version."""
        return next(iter(self._versions(_of(model).where(TABLE.c.version == version), model)), None)

    def versions(self, model: str) -> list[ModelVersion]:
        """All versions of a model, newest first."""
        return self._versions(_of(model), model)

    def latest(self, model: str) -> ModelVersion | None:
        """The version that was registered last."""
        return next(iter(self._versions(_of(model).limit(1), model)), None)

    def of_run(self, run: str) -> list[ModelVersion]:
        """What a run has registered, in that order."""
        return self._versions(select(TABLE).where(TABLE.c.run == run).order_by(TABLE.c.event), f"of run {run}")

    def with_digest(self, digest: str) -> list[ModelVersion]:
        """Versions with these very files, oldest first."""
        return self._versions(select(TABLE).where(TABLE.c.digest == digest).order_by(TABLE.c.event), digest)

    def aliases(self, model: str) -> dict[Alias, int]:
        """Alias → the version that it points at."""
        statement = select(ALIASES.c.alias, ALIASES.c.version).where(ALIASES.c.model == model)
        with sound(f"aliases of model {model}"):
            return {Alias(name): version for name, version in sorted(map(tuple, self._connection.execute(statement)))}

    def content(self) -> list[str]:
        """Digests of the content of all versions."""
        return [file.digest for each in self._versions(select(TABLE), "of any name") for file in each.files]

    def find(self, name: str) -> ModelVersion:
        """The version that a person means: `flights@7`, `flights@champion`, or the newest of `flights`.

        Raises
        ------
        UsageError
            There is none; lists what there is.
        """
        model, divided, wanted = name.rpartition("@") if "@" in name else (name, "", "")
        if not divided:
            found = self.latest(model)
        elif wanted.isdecimal() and wanted.isascii():
            found = self.get(model, int(wanted)) if len(wanted) < 10 else None
        else:
            found = self._aliased(model, wanted)
        if found is None:
            raise self._not_there(model, wanted)
        return found

    def _aliased(self, model: str, wanted: str) -> ModelVersion | None:
        version = self.aliases(model).get(Alias(wanted)) if wanted in set(Alias) else None
        return None if version is None else self.get(model, version)

    def _versions(self, statement: Select[Any], model: str) -> list[ModelVersion]:
        return [_version(row) for row in self._rows(statement, f"model {model}")]

    def _not_there(self, model: str, wanted: str) -> UsageError:
        numbers = self._numbers(model)
        if not numbers:
            others = self.names()
            return UsageError(
                f"no version of model {model} is registered" + (f"; there are {_some(others)}" if others else ""),
                fix="rung run, or rung registry adopt models:/NAME/VERSION",
            )
        aliases = self.aliases(model)
        there = f"there are {_some([f'{model}@{each}' for each in numbers])}"
        named = "; ".join(f"{alias} is {model}@{version}" for alias, version in aliases.items())
        if wanted in set(Alias):
            what = f"no version of {model} is {wanted} yet"
        elif wanted.isdecimal():
            what = f"there is no {model}@{wanted}"
        else:
            what = f"{wanted or 'nothing'} is neither a version of {model} nor one of {', '.join(Alias)}"
        return UsageError(f"{what}; {there}{named and '; '}{named}", fix=f"rung registry list {model}")

    def _numbers(self, model: str) -> list[int]:
        statement = select(TABLE.c.version).where(TABLE.c.model == model).order_by(TABLE.c.version.desc())
        return list(self._connection.execute(statement).scalars())


class ModelWriter(Writings, ModelReader):
    """Registers versions and moves aliases; each change waits in the outbox until MLflow shows it."""

    def register(self, draft: ModelVersion) -> ModelVersion:
        """Store a version under the next number, whatever number the draft has.

        The same files of the same run, or taken in from the same place, are registered once: who was interrupted does
        it again and is given what is there. It becomes the challenger when its evaluation let it pass.
        """
        known = self._known(draft)
        if known is not None:
            return known
        version = replace(draft, version=self._next(draft.model))
        columns = _columns(version)
        event = self._change(
            "model.registered",
            f"model:{version.name}",
            _summary(version),
            lambda number: insert(TABLE).values(**columns, event=number),
        )
        self._connection.execute(entry(event.number, f"model:{version.model}"))
        if version.evaluation is not None and version.evaluation.passed:
            self.point(version.model, Alias.CHALLENGER, version.version)
        return version

    def point(self, model: str, alias: Alias, version: int, reason: str = "") -> None:
        """Let an alias point at a version; nothing happens where it does already.

        Raises
        ------
        UsageError
            There is no such version.
        """
        found = self.get(model, version)
        if found is None:
            raise self._not_there(model, str(version))
        alias, before = Alias(alias), self.aliases(model)
        if before.get(alias) == version:
            return
        here = (ALIASES.c.model == model, ALIASES.c.alias == alias.value)
        event = self._change(
            "model.pointed",
            f"model:{found.name}",
            {"alias": alias, "before": before.get(alias), "digest": found.digest, "reason": reason},
            lambda number: (
                update(ALIASES).where(*here).values(version=version, event=number)
                if alias in before
                else insert(ALIASES).values(model=model, alias=alias.value, version=version, event=number)
            ),
        )
        self._connection.execute(entry(event.number, f"model:{model}"))

    def _known(self, draft: ModelVersion) -> ModelVersion | None:
        if not draft.run and not draft.origin:
            return None
        same = _of(draft.model).where(TABLE.c.digest == draft.digest)
        found = self._versions(same.where(TABLE.c.run == draft.run) if draft.run else same, draft.model)
        return next((each for each in found if (each.run, each.origin) == (draft.run, draft.origin)), None)

    def _next(self, model: str) -> int:
        highest = self._connection.execute(select(func.max(TABLE.c.version)).where(TABLE.c.model == model)).scalar()
        return (highest or 0) + 1


def _of(model: str) -> Select[Any]:
    return select(TABLE).where(TABLE.c.model == model).order_by(TABLE.c.version.desc())


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def _summary(version: ModelVersion) -> dict[str, Any]:
    """What the audit chain holds of a version: enough to prove what it was made of and what it was worth."""
    evaluation = version.evaluation
    return {
        "digest": version.digest,
        "flavour": version.flavour,
        "by": version.by,
        "run": version.run,
        "origin": version.origin,
        "commit": version.commit,
        "dirty": version.dirty,
        "datasets": dict(version.datasets),
        "environment": version.environment,
        "trust": None if version.trust is None else {"by": version.trust.by, "reason": version.trust.reason},
        "metrics": {} if evaluation is None else dict(evaluation.metrics),
        "passed": None if evaluation is None else evaluation.passed,
    }


def _columns(version: ModelVersion) -> dict[str, Any]:
    return {
        "model": version.model,
        "version": version.version,
        "digest": version.digest,
        "flavour": version.flavour,
        "run": version.run,
        "registered_at": version.registered_at,
        "registered_by": version.by,
        "files": pack_files(version.files),
        "told": pack(
            _Told(
                origin=version.origin,
                commit=version.commit,
                dirty=version.dirty,
                datasets=dict(version.datasets),
                environment=version.environment,
                signature=dict(version.signature),
                params=dict(version.params),
                trust=version.trust,
                evaluation=version.evaluation,
            )
        ),
    }


def _version(row: Row[Any]) -> ModelVersion:
    with sound(f"model {row.model}@{row.version}"):
        files, told = unpack_files(row.files), unpack(row.told, _Told)
    return ModelVersion(
        model=row.model,
        version=row.version,
        digest=row.digest,
        files=files,
        flavour=row.flavour,
        registered_at=row.registered_at,
        by=row.registered_by,
        run=row.run,
        origin=told.origin,
        commit=told.commit,
        dirty=told.dirty,
        datasets=told.datasets,
        environment=told.environment,
        signature=told.signature,
        params=told.params,
        trust=told.trust,
        evaluation=told.evaluation,
    )
