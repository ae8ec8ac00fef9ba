"""Machines, stores and services as text: what defines them, and what applies the definitions."""

from rung.assess.infra.base import Applied, Definition, Provides, Tool

__all__ = ["Applied", "Definition", "Provides", "Tool"]
