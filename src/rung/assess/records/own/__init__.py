"""What Rung itself wrote down: the store of a project's workspace, and how far its audit chain vouches for it."""

from rung.assess.records.own.opening import own_source

__all__ = ["own_source"]
