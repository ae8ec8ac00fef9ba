"""What is known of one rule and one delivery that a stack makes."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from rung.assess.delivery.base import Half, Start
from rung.domain import Place


class Cause(StrEnum):
    """What a rule waits for."""

    SCHEDULE = "schedule"
    CHANGE = "change"
    ALARM = "alarm"
    EVENT = "event"


class Rule(Struct, frozen=True):
    """One rule that starts something without a person."""

    place: Place
    causes: tuple[Cause, ...]
    trains: bool
    """It starts training."""
    delivers: bool
    """It starts the delivery that stands in the same function."""
    scope: tuple[str, str]


class Delivery(Struct, frozen=True):
    """One pipeline that rolls out what the stacks define."""

    place: Place
    what: str
    half: Half
    start: Start
    approval: Place | None = None
    """Where a person has to agree before the last of it is rolled out."""
    declared: bool = False
    """It stands in a template, not in a program."""
