"""What to do next: the shortest way to the next level, in an order in which every step can be taken."""

from rung.plan.plan import Plan, Step, StepKind, make_plan
from rung.plan.what_if import WhatIf, what_if

__all__ = ["Plan", "Step", "StepKind", "WhatIf", "make_plan", "what_if"]
