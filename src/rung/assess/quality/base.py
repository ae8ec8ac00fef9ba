"""What is known of one quality gate, and of one measurement by segment."""

from __future__ import annotations

from msgspec import Struct

from rung.assess.invocation import By
from rung.domain import Place


class Gate(Struct, frozen=True):
    """One place where a measured quality decides whether a model goes on."""

    tool: str
    """`a comparison in code`, `SageMaker ConditionStep`, `MLflow thresholds` …"""
    what: str
    """Names that are compared, as far as they are known: `new_mse < production_mse`."""
    place: Place
    by: By
    refuses: str = ""
    """How a breach is refused: `raises`, `cancels the run`, `register_model is skipped`; empty: it only says so."""
    before: str = ""
    """What waits for it: `set_registered_model_alias`, `step Register Model`; empty when nothing is seen to wait."""
    against_model: bool = False
    """Compares with the current model or a baseline."""
    against_limit: bool = False
    """Compares with a written limit."""
    late: str = ""
    """What has already promoted when it speaks."""
    fail_open: str = ""
    """How an error lets the model pass."""
    wrong_data: str = ""
    """What is wrong with the rows it judges on: `X_train`."""
    loose: bool = False
    """The limit lets everything pass."""
    sanity: bool = False
    """Only that the model answers at all, or gives no NaN."""

    @property
    def effective(self) -> bool:
        """It refuses before promotion, and an error refuses as well."""
        return bool(self.refuses and self.before) and not (self.late or self.fail_open or self.loose or self.sanity)


class Slice(Struct, frozen=True):
    """One measurement of quality by segment."""

    tool: str
    place: Place
    by: By
    what: str = ""
    """The column or the list of segments, where it is written."""
    limited: bool = False
    """A limit on the segments, or on the gap between them, can refuse the model."""
    fairness: bool = False
    """Between groups of people."""
