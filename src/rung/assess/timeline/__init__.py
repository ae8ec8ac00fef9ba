"""The level of a project along its commits, and which commit made it rise or fall."""

from rung.assess.timeline.base import Move, Point, Timeline

__all__ = ["Move", "Point", "Timeline"]
