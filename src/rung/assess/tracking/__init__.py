"""What leaves a record of a training run: the vocabulary of tools, home-grown tables, and where records are kept."""

from rung.assess.tracking.base import Holds, Log, Store

__all__ = ["Holds", "Log", "Store"]
