"""How data is told apart from its later self: pointers, hashes, time travel, ids of tools, or nothing at all."""

from rung.assess.versions.base import How, Mutable, Version

__all__ = ["How", "Mutable", "Version"]
