"""Approvals: what people were asked, and what they said."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from rung.domain.approval import Approval, Decision
from rung.domain.identity import Role
from rung.domain.release import Environment
from rung.errors import RefusedError, UsageError
from rung.store.aggregate import Readings, Writings
from rung.store.packing import pack, sound, unpack
from rung.store.tables import APPROVALS as TABLE
from rung.store.tables import RELEASES

_NEWEST = select(TABLE).order_by(TABLE.c.asked.desc())


class ApprovalReader(Readings):
    """What was asked and decided."""

    def get(self, id: str) -> Approval | None:
        """The approval with that id."""
        return next(iter(self._approvals(select(TABLE).where(TABLE.c.id == id))), None)

    def find(self, beginning: str) -> Approval:
        """The approval whose id begins so.

        Raises
        ------
        UsageError
            There is none, or there are several.
        """
        of_it = _NEWEST.where(TABLE.c.id.startswith(beginning.lower(), autoescape=True)).limit(10)
        found = self._approvals(of_it) if beginning else []
        if len(found) == 1:
            return found[0]
        if not found:
            raise UsageError(f"no approval begins with {beginning or 'nothing'}", fix="rung inbox lists what waits")
        listed = "; ".join(f"{each.id} ({each.name})" for each in found)
        raise UsageError(f"several approvals begin with {beginning}: {listed}", fix="give more of the id")

    def pending(self) -> list[Approval]:
        """What nobody has decided, newest first; some may have expired."""
        return self._approvals(_NEWEST.where(TABLE.c.decision == Decision.PENDING.value))

    def of(self, model: str, version: int, environment: Environment | None = None) -> list[Approval]:
        """What was asked of a version, newest first."""
        statement = _NEWEST.where(TABLE.c.model == model, TABLE.c.version == version)
        if environment is not None:
            statement = statement.where(TABLE.c.environment == environment.value)
        return self._approvals(statement)

    def used(self, id: str) -> bool:
        """Whether a release has passed by it: no other one does."""
        statement = select(RELEASES.c.generation).where(RELEASES.c.approval == id).limit(1)
        return self._connection.execute(statement).first() is not None

    def _approvals(self, statement: Select[Any]) -> list[Approval]:
        return [_approval(row) for row in self._rows(statement, "approvals")]


class ApprovalWriter(Writings, ApprovalReader):
    """Asks and decides."""

    def ask(self, approval: Approval) -> None:
        """Store a question.

        Raises
        ------
        UsageError
            There is one with that id.
        """
        if self.get(approval.id) is not None:
            raise UsageError(f"there is an approval {approval.id} already", fix="ask again: ids are drawn at random")
        columns = _columns(approval)
        said = {
            "model": approval.model,
            "version": approval.version,
            "digest": approval.digest,
            "environment": approval.environment,
            "role": approval.role,
            "authors": approval.authors,
            "expires_at": approval.expires_at,
        }
        self._change(
            "approval.asked",
            f"approval:{approval.id}",
            said,
            lambda number: insert(TABLE).values(**columns, asked=number),
        )

    def decide(self, decided: Approval) -> None:
        """Store the answer to a question that is open.

        Raises
        ------
        RefusedError
            Somebody has answered it.
        UsageError
            Nobody has asked it, or this is no answer.
        """
        open_ = self.get(decided.id)
        if open_ is None or decided.decision is Decision.PENDING or decided.decided_by is None:
            raise UsageError(f"there is no answer to approval {decided.id}", fix="rung inbox lists what waits")
        if open_.decision is not Decision.PENDING:
            raise RefusedError(f"{open_.decided_by} has {open_.decision} it already", where=f"approval {open_.id}")
        values = {
            "decision": decided.decision.value,
            "decided_at": decided.decided_at,
            "decided_by": decided.decided_by,
            "reason": decided.reason,
            "solo": decided.solo,
        }
        said = {
            "model": open_.model,
            "version": open_.version,
            "digest": open_.digest,
            "environment": open_.environment,
            "decision": decided.decision,
            "by": decided.decided_by,
            "reason": decided.reason,
            "solo": decided.solo,
        }
        self._change(
            f"approval.{decided.decision}",
            f"approval:{decided.id}",
            said,
            lambda number: update(TABLE).where(TABLE.c.id == decided.id).values(**values, decided=number),
        )


def _columns(approval: Approval) -> dict[str, Any]:
    return {
        "id": approval.id,
        "model": approval.model,
        "version": approval.version,
        "digest": approval.digest,
        "environment": approval.environment.value,
        "role": approval.role.value,
        "asked_at": approval.asked_at,
        "asked_by": approval.asked_by,
        "authors": pack(approval.authors),
        "expires_at": approval.expires_at,
        "decision": Decision.PENDING.value,
        "reason": "",
        "solo": False,
    }


def _approval(row: Row[Any]) -> Approval:
    with sound(f"approval {row.id}"):
        return Approval(
            id=row.id,
            model=row.model,
            version=row.version,
            digest=row.digest,
            environment=Environment(row.environment),
            role=Role(row.role),
            asked_at=row.asked_at,
            asked_by=row.asked_by,
            authors=unpack(row.authors, tuple[str, ...]),
            expires_at=row.expires_at,
            decision=Decision(row.decision),
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            reason=row.reason,
            solo=row.solo,
        )
