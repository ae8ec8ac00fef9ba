"""Releases: which version answers where, and everything that answered before."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Row, Select, insert, select

from rung.domain.model_version import Alias
from rung.domain.release import Environment, Release, ReleaseKind, StagingCheck
from rung.errors import RefusedError, UsageError
from rung.store.aggregate import Readings, Writings
from rung.store.audit import AuditWriter
from rung.store.model_versions import ModelWriter
from rung.store.packing import pack, sound, unpack
from rung.store.tables import RELEASES as TABLE

ALIASES = {Environment.STAGING: Alias.STAGING, Environment.PRODUCTION: Alias.CHAMPION}
"""What points at the version that answers there."""


class ReleaseReader(Readings):
    """What was released."""

    def current(self, model: str, environment: Environment) -> Release | None:
        """The release that answers there now."""
        return next(iter(self._releases(_of(model, environment).limit(1))), None)

    def history(self, model: str, environment: Environment | None = None) -> list[Release]:
        """Releases of a model, newest first."""
        if environment is not None:
            return self._releases(_of(model, environment))
        return self._releases(select(TABLE).where(TABLE.c.model == model).order_by(TABLE.c.event.desc()))

    def latest(self, limit: int = 20) -> list[Release]:
        """The newest releases of all models."""
        return self._releases(select(TABLE).order_by(TABLE.c.event.desc()).limit(limit))

    def _releases(self, statement: Select[Any]) -> list[Release]:
        return [_release(row) for row in self._rows(statement, "releases")]


class ReleaseWriter(Writings, ReleaseReader):
    """Releases: the record, the alias and what MLflow has to be told change together."""

    def __init__(self, connection: Connection, audit: AuditWriter, models: ModelWriter) -> None:
        super().__init__(connection, audit)
        self._models = models

    def make(self, draft: Release) -> Release:
        """Store a release under the next generation, whatever generation and predecessor the draft has.

        The version that answers already is not released again: its release is given back.

        Raises
        ------
        UsageError
            There is no such version.
        RefusedError
            Its files are not those that the draft names, or another release has passed by that approval.
        """
        current = self.current(draft.model, draft.environment)
        if current is not None and (current.version, current.digest) == (draft.version, draft.digest):
            return current
        self._must_fit(draft)
        release = replace(
            draft,
            generation=1 if current is None else current.generation + 1,
            previous=None if current is None else current.version,
        )
        columns = _columns(release)
        self._change(
            "release.rolled-back" if release.kind is ReleaseKind.ROLLBACK else "release.made",
            f"release:{release.name} to {release.environment}",
            _summary(release),
            lambda number: insert(TABLE).values(**columns, event=number),
        )
        self._models.point(release.model, ALIASES[release.environment], release.version, release.reason)
        return release

    def _must_fit(self, draft: Release) -> None:
        version = self._models.get(draft.model, draft.version)
        if version is None:
            raise UsageError(f"there is no {draft.name}", fix=f"rung registry list {draft.model}")
        if version.digest != draft.digest:
            raise RefusedError(
                f"the files of {draft.name} are not those that were looked at",
                where=f"model {draft.name}",
                fix="rung audit verify, and release it again",
            )
        if draft.approval is not None:
            by = select(TABLE).where(TABLE.c.approval == draft.approval).limit(1)
            for each in self._releases(by):
                raise RefusedError(
                    f"approval {draft.approval} let {each.name} pass to {each.environment} as generation "
                    f"{each.generation}, and lets nothing else pass",
                    where=f"approval {draft.approval}",
                    fix="ask for another one: rung release",
                )


def _of(model: str, environment: Environment) -> Select[Any]:
    here = (TABLE.c.model == model, TABLE.c.environment == environment.value)
    return select(TABLE).where(*here).order_by(TABLE.c.generation.desc())


def _summary(release: Release) -> dict[str, Any]:
    return {
        "kind": release.kind,
        "version": release.version,
        "environment": release.environment,
        "generation": release.generation,
        "digest": release.digest,
        "by": release.by,
        "approval": release.approval,
        "previous": release.previous,
        "reason": release.reason,
        "checks": {each.name: each.ok for each in release.checks},
    }


def _columns(release: Release) -> dict[str, Any]:
    return {
        "model": release.model,
        "environment": release.environment.value,
        "generation": release.generation,
        "version": release.version,
        "digest": release.digest,
        "kind": release.kind.value,
        "at": release.at,
        "released_by": release.by,
        "approval": release.approval,
        "previous": release.previous,
        "checks": pack(release.checks),
        "reason": release.reason,
    }


def _release(row: Row[Any]) -> Release:
    with sound(f"release {row.generation} of {row.model} to {row.environment}"):
        return Release(
            model=row.model,
            environment=Environment(row.environment),
            generation=row.generation,
            version=row.version,
            digest=row.digest,
            kind=ReleaseKind(row.kind),
            at=row.at,
            by=row.released_by,
            approval=row.approval,
            previous=row.previous,
            checks=unpack(row.checks, tuple[StagingCheck, ...]),
            reason=row.reason,
        )
