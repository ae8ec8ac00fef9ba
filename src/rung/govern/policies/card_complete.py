"""What only people know about a model is written down before it goes to production."""

from __future__ import annotations

from rung.domain.release import Environment
from rung.govern.base import Case, Policy, Ruling


class CardComplete(Policy):
    """Nothing goes to production whose card says nothing of its limits and its use."""

    id = "card_complete"

    def judge(self, case: Case) -> Ruling:
        """See the class."""
        if case.environment is not Environment.PRODUCTION:
            return self.ruling(True, f"{case.environment} needs no card")
        if case.unwritten:
            return self.ruling(
                False,
                f"the model card of {case.version.name} lacks {', '.join(case.unwritten)}",
                "write the sections in MODEL_CARD.md beside rung.yaml, and purpose, success and owner in rung.yaml; "
                "rung card shows what there is",
            )
        return self.ruling(True, "every section of its card is written")
