"""Versions of datasets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, delete, insert, select

from rung.domain.dataset import DatasetVersion
from rung.errors import UsageError
from rung.store.aggregate import Readings, Writings
from rung.store.packing import pack_files, sound, unpack_files
from rung.store.tables import DATASET_VERSIONS as TABLE

_SHORT = 12
"""Digits of an id that a person is shown."""
_MOST = 10
"""Candidates that a person is shown."""


class DatasetReader(Readings):
    """Which versions there are."""

    def names(self) -> list[str]:
        """Datasets that have a version, by name."""
        return list(self._connection.execute(select(TABLE.c.dataset).distinct().order_by(TABLE.c.dataset)).scalars())

    def versions(self, name: str) -> list[DatasetVersion]:
        """All versions of a dataset, newest first."""
        return self._versions(_of(name), name)

    def latest(self, name: str) -> DatasetVersion | None:
        """The version that was added last."""
        return next(iter(self._versions(_of(name).limit(1), name)), None)

    def find(self, name: str, prefix_of_id: str) -> DatasetVersion:
        """The one version whose id begins so.

        Raises
        ------
        UsageError
            There is none, or there are several; lists what there is.
        """
        prefix = prefix_of_id.lower()
        fits = self._versions(_of(name).where(TABLE.c.id.startswith(prefix, autoescape=True)).limit(2), name)
        if len(fits) == 1:
            return fits[0]
        raise self._not_one(name, prefix, several=bool(fits))

    def _versions(self, statement: Select[Any], name: str) -> list[DatasetVersion]:
        where = f"dataset {name}"
        return [_version(row, where) for row in self._rows(statement, where)]

    def _not_one(self, name: str, prefix: str, *, several: bool) -> UsageError:
        statement = select(TABLE.c.id, TABLE.c.added_at, TABLE.c.note).where(TABLE.c.dataset == name)
        if several:
            statement = statement.where(TABLE.c.id.startswith(prefix, autoescape=True))
        found = [tuple(row) for row in self._rows(statement.order_by(TABLE.c.event.desc()), f"dataset {name}")]
        if not found:
            others = ", ".join(self.names()[:_MOST])
            return UsageError(
                f"no version of dataset {name} is stored" + (f"; there are {others}" if others else ""),
                fix=f"rung data add {name}",
            )
        listed = "; ".join(
            f"{id_[:_SHORT]} ({added:%Y-%m-%d}{note and ', '}{note})" for id_, added, note in found[:_MOST]
        )
        more = f"; and {len(found) - _MOST} older" if len(found) > _MOST else ""
        begins = f"{len(found)} versions of {name} begin" if several else f"no version of {name} begins"
        return UsageError(
            f"{begins} with {prefix or 'nothing'}: {listed}{more}"
            if several
            else f"{begins} with {prefix}; there are {listed}{more}",
            fix="give more digits of the id" if several else f"rung data list {name}",
        )


class DatasetWriter(Writings, DatasetReader):
    """Adds and removes versions."""

    def add(self, version: DatasetVersion) -> None:
        """Store a version; one that is stored already under that name changes nothing."""
        known = select(TABLE.c.id).where(TABLE.c.dataset == version.dataset, TABLE.c.id == version.id)
        if self._connection.execute(known).first() is not None:
            return
        columns = _columns(version)
        self._change(
            "dataset.added",
            _subject(version.dataset, version.id),
            {
                "files": len(version.files),
                "size": version.size,
                "rows": version.rows,
                "by": version.by,
                "note": version.note,
            },
            lambda number: insert(TABLE).values(**columns, event=number),
        )

    def remove(self, name: str, id: str, reason: str) -> None:
        """Forget a version; its event stays. Content goes when the files are tidied.

        Raises
        ------
        UsageError
            There is no such version.
        """
        found = self.find(name, id)
        if found.id != id:
            raise UsageError(f"a version is removed by its whole id, which is {found.id}")
        self._change(
            "dataset.removed",
            _subject(name, id),
            {"reason": reason, "files": len(found.files), "size": found.size},
            lambda _: delete(TABLE).where(TABLE.c.dataset == name, TABLE.c.id == id),
        )


def _subject(name: str, id_: str) -> str:
    return f"dataset:{name}@{id_}"


def _of(name: str) -> Select[Any]:
    return select(TABLE).where(TABLE.c.dataset == name).order_by(TABLE.c.event.desc())


def _columns(version: DatasetVersion) -> dict[str, Any]:
    return {
        "dataset": version.dataset,
        "id": version.id,
        "added_at": version.added_at,
        "added_by": version.by,
        "row_count": version.rows,
        "note": version.note,
        "size": version.size,
        "file_count": len(version.files),
        "files": pack_files(version.files),
    }


def _version(row: Row[Any], where: str) -> DatasetVersion:
    with sound(f"{where}@{row.id}"):
        files = unpack_files(row.files)
    return DatasetVersion(row.id, row.dataset, files, row.added_at, row.added_by, row.row_count, row.note)
