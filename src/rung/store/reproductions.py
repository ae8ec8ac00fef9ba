"""Attempts to make versions of models again."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import Row, Select, insert, select

from rung.domain.reproduction import Compared, Reproduction
from rung.store.aggregate import Readings, Writings
from rung.store.packing import pack, sound, unpack
from rung.store.tables import REPRODUCTIONS as TABLE


class _Found(Struct, frozen=True):
    """What came of it."""

    compared: tuple[Compared, ...]
    same_files: bool
    rows: int | None
    seconds: float | None
    why: str


class ReproductionReader(Readings):
    """What was tried."""

    def latest(self, model: str, version: int) -> Reproduction | None:
        """The last attempt at a version."""
        return next(iter(self._tried(_of(model).where(TABLE.c.version == version).limit(1), model)), None)

    def of(self, model: str, limit: int = 100) -> list[Reproduction]:
        """Attempts at any version of a model, newest first."""
        return self._tried(_of(model).limit(limit), model)

    def _tried(self, statement: Select[Any], model: str) -> list[Reproduction]:
        return [_reproduction(row) for row in self._rows(statement, f"reproductions of {model}")]


class ReproductionWriter(Writings, ReproductionReader):
    """Records attempts."""

    def add(self, tried: Reproduction) -> None:
        """Store an attempt; one that failed is worth as much as one that succeeded."""
        columns = _columns(tried)
        self._change(
            "model.reproduced",
            f"model:{tried.model}@{tried.version}",
            {
                "ok": tried.ok,
                "by": tried.by,
                "same_files": tried.same_files,
                "compared": {each.name: [each.recorded, each.again, each.tolerance] for each in tried.compared},
                "rows": tried.rows,
                "why": tried.why,
            },
            lambda number: insert(TABLE).values(**columns, event=number),
        )


def _of(model: str) -> Select[Any]:
    return select(TABLE).where(TABLE.c.model == model).order_by(TABLE.c.event.desc())


def _columns(tried: Reproduction) -> dict[str, Any]:
    found = _Found(tried.compared, tried.same_files, tried.rows, tried.seconds, tried.why)
    return {
        "model": tried.model,
        "version": tried.version,
        "at": tried.at,
        "tried_by": tried.by,
        "ok": tried.ok,
        "found": pack(found),
    }


def _reproduction(row: Row[Any]) -> Reproduction:
    with sound(f"reproduction {row.event} of {row.model}@{row.version}"):
        found = unpack(row.found, _Found)
    return Reproduction(
        model=row.model,
        version=row.version,
        at=row.at,
        by=row.tried_by,
        ok=row.ok,
        compared=found.compared,
        same_files=found.same_files,
        rows=found.rows,
        seconds=found.seconds,
        why=found.why,
    )
