"""Where data goes in the code: which functions train, which answer requests, and what happens before what."""

from rung.assess.dataflow.order import Order
from rung.assess.dataflow.sides import Side, Sides

__all__ = ["Order", "Side", "Sides"]
