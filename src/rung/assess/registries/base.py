"""What is known of one registration, one promotion and one use of a model."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from rung.assess.invocation import By
from rung.domain import Place


class Resolution(StrEnum):
    """How a model is chosen when it is loaded or deployed."""

    PINNED = "one version"
    ALIAS = "an alias or stage"
    NEWEST = "the newest version"
    OPEN = "a name that is filled in"


class Registered(Struct, frozen=True):
    """A model becomes a version of a registry."""

    tool: str
    what: str
    place: Place
    by: By


class Promotion(Struct, frozen=True):
    """A version gets an alias, a stage, an approval, or becomes the default."""

    tool: str
    what: str
    place: Place
    by: By
    asks: bool = False
    """It leaves the decision to a person: the version waits for approval."""


class Use(Struct, frozen=True):
    """A model is taken from a registry."""

    tool: str
    what: str
    how: Resolution
    place: Place
    scope: tuple[str, str] = ("", "")
    """Path and function; the function is empty for strings, both are for commands and files."""
    by: By = By.NOBODY
    whole: bool = False
    """The version, or what deploys it, fixes the image that runs the model as well."""
