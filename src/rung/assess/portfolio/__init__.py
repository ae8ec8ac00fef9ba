"""Many projects beside each other: by team and capability, with what moved and which campaigns run."""

from rung.assess.portfolio.base import Campaign, Entry, Portfolio, Row

__all__ = ["Campaign", "Entry", "Portfolio", "Row"]
