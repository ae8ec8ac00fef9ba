"""What commits tell about the people who made them: identities, and who took over whose work."""

from rung.assess.history.merges import Merge, Merging, read_merges
from rung.assess.history.people import People, is_bot

__all__ = ["Merge", "Merging", "People", "is_bot", "read_merges"]
