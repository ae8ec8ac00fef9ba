"""Checks of contracts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select

from rung.domain.contract_check import ContractCheck
from rung.store.aggregate import Readings, Writings
from rung.store.packing import pack, sound, unpack
from rung.store.tables import CONTRACT_CHECKS as TABLE


class CheckReader(Readings):
    """What contracts said."""

    def latest(self, dataset: str) -> ContractCheck | None:
        """The last check of any version of a dataset."""
        return next(iter(self.history(dataset, 1)), None)

    def history(self, dataset: str, limit: int = 100) -> list[ContractCheck]:
        """Checks of a dataset, newest first."""
        statement = select(TABLE).where(TABLE.c.dataset == dataset).order_by(TABLE.c.event.desc()).limit(limit)
        return [_check(row) for row in self._rows(statement, f"contract checks of {dataset}")]


class CheckWriter(Writings, CheckReader):
    """Records checks."""

    def add(self, check: ContractCheck) -> None:
        """Store a check; each is an event, also when nothing has changed since the last."""
        columns = _columns(check)
        version = f"@{check.version}" if check.version else ""
        self._change(
            "contract.checked",
            f"dataset:{check.dataset}{version}",
            {
                "ok": check.ok,
                "contract": check.contract,
                "violations": len(check.violations),
                "rows": check.rows,
                "by": check.by,
            },
            lambda number: insert(TABLE).values(**columns, event=number),
        )


def _columns(check: ContractCheck) -> dict[str, Any]:
    return {
        "dataset": check.dataset,
        "version": check.version,
        "contract": check.contract,
        "at": check.at,
        "checked_by": check.by,
        "ok": check.ok,
        "violations": pack(check.violations),
        "row_count": check.rows,
    }


def _check(row: Row[Any]) -> ContractCheck:
    with sound(f"contract check {row.event} of {row.dataset}"):
        violations = tuple(unpack(row.violations, list[dict[str, Any]]))
    return ContractCheck(
        dataset=row.dataset,
        version=row.version,
        contract=row.contract,
        at=row.at,
        by=row.checked_by,
        ok=row.ok,
        violations=violations,
        rows=row.row_count,
    )
