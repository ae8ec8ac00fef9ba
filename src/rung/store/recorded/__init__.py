"""What a store holds, for whoever measures it: looked at and never changed, without SQLAlchemy where it is a file."""

from rung.store.recorded.base import Recorded, Row, Vouched
from rung.store.recorded.looking import look

__all__ = ["Recorded", "Row", "Vouched", "look"]
