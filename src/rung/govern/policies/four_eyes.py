"""Two people answer for what goes to production."""

from __future__ import annotations

from rung.domain.approval import Approval, Decision
from rung.domain.release import Environment
from rung.govern.approvals import is_author
from rung.govern.base import Case, Policy, Ruling


class FourEyes(Policy):
    """Nothing goes to production on the word of those who made it alone, except where `release.solo` allows it."""

    id = "four_eyes"

    def judge(self, case: Case) -> Ruling:
        """See the class."""
        if case.environment is not Environment.PRODUCTION:
            return self.ruling(True, f"{case.environment} needs one pair of eyes")
        if case.asks is None:
            return self.ruling(
                False,
                "rung.yaml asks nobody to approve a release to production",
                "write release.approve: {production: approver}",
            )
        if case.approval is None:
            return self.ruling(True, f"somebody who is {case.asks} will be asked")
        return self._given(case.approval)

    def _given(self, approval: Approval) -> Ruling:
        by = approval.decided_by or ""
        if approval.decision is not Decision.APPROVED or not by:
            return self.ruling(False, f"approval {approval.id} is {approval.decision}", "rung inbox")
        if not is_author(approval, by):
            return self.ruling(True, f"approved by {by}, whose change it is not")
        if approval.solo:
            return self.ruling(True, f"approved by {by} alone (solo), whose change it is")
        return self.ruling(False, f"{by} approved their own change", "ask somebody else")
