"""Modules that were read before, by the git object they were read from: commits share most of their files."""

from __future__ import annotations

from rung.assess.parse.python_facts import Module
from rung.assess.parse.wire import pack, unpack

MOST_BYTES = 400_000_000
"""What is held in memory; beyond it nothing more is kept."""


class Shelf:
    """Packed modules. A module is handed out anew each time, because linking changes it."""

    def __init__(self, known: dict[str, bytes] | None = None) -> None:
        """`known`: what an earlier shelf held, as `added` of it gives."""
        self.known = {} if known is None else known
        self.added: dict[str, bytes] = {}
        """What was put on this shelf and was not known."""
        self._room = MOST_BYTES - sum(map(len, self.known.values()))

    def get(self, blob: str | None, path: str) -> Module | None:
        """The module of that object at that path; its name in the project depends on where it lies."""
        packed = self.known.get(f"{blob}:{path}")
        return None if packed is None else unpack(packed)

    def holds(self, blob: str | None, path: str) -> bool:
        """Whether `get` would give something."""
        return f"{blob}:{path}" in self.known

    def put(self, blob: str | None, path: str, module: Module) -> None:
        """Keep a module as it was read, before it is linked."""
        packed = pack(module) if blob else None
        if packed is not None and len(packed) <= self._room:
            self._room -= len(packed)
            self.known[f"{blob}:{path}"] = self.added[f"{blob}:{path}"] = packed

    def take(self, modules: dict[str, bytes]) -> None:
        """Keep what another shelf has `added`."""
        self.known.update(modules)
        self.added.update(modules)


class NoShelf(Shelf):
    """Keeps nothing: what a single assessment is given."""

    def put(self, blob: str | None, path: str, module: Module) -> None:
        """Forget it."""


NO_SHELF = NoShelf()
