"""Records of other systems: what they hold, from when to when, and what could not be read.

A source turns one store or file into events of `rung.domain.record`; `Records` is all of it, for the practices to ask.
"""

from rung.assess.records.base import Reading, Seen, Series, Source, Trail, Whose
from rung.assess.records.book import Records

__all__ = ["Reading", "Records", "Seen", "Series", "Source", "Trail", "Whose"]
