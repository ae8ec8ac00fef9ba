"""Checks of data: where they stand, and whether they can stop a run."""

from rung.assess.validation.base import Check, Depth

__all__ = ["Check", "Depth"]
