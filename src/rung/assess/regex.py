"""Regular expressions that are compiled when they are first used; made by a room below, which needs them too."""

from __future__ import annotations

from rung.project.regex import regex

__all__ = ["regex"]
