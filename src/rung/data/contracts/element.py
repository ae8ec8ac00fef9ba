"""A mapping of a contract, and where it stands: what every reader of a rule works with."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any, NoReturn

from msgspec import Struct

from rung.errors import UsageError
from rung.project.yaml_lines import Document


class Source(Struct, frozen=True):
    """The text that a contract was read from."""

    file: str
    """As it shall be named in messages."""
    document: Document

    def refuse(self, what: str, path: str, *, fix: str | None = None) -> NoReturn:
        """Raise the error of that place."""
        raise UsageError(what, where=f"{self.file}:{self.document.line(path)}", fix=fix)


class Element(Struct, frozen=True):
    """One mapping, with typed access to its keys. Every getter raises `UsageError` for a value of another kind."""

    value: dict[str, Any]
    path: str
    source: Source

    def at(self, key: str) -> str:
        """The dotted path of a key."""
        return f"{self.path}.{key}" if self.path else key

    @property
    def line(self) -> int:
        """Counted from 1."""
        return self.source.document.line(self.path)

    def refuse(self, what: str, key: str = "", *, fix: str | None = None) -> NoReturn:
        """Raise the error of that key."""
        self.source.refuse(what, self.at(key) if key else self.path, fix=fix)

    def text(self, key: str) -> str | None:
        """A text; `None` where there is none."""
        found: str | None = self._typed(key, str, "a text")
        return found

    def flag(self, key: str) -> bool:
        """True or false; false where it is not given."""
        return bool(self._typed(key, bool, "true or false"))

    def whole(self, key: str) -> int | None:
        """A whole number; `None` where there is none."""
        found: int | None = self._typed(key, int, "a whole number")
        if isinstance(found, bool):
            self.refuse(f"{key} must be a whole number", key)
        return found

    def mapping(self, key: str) -> Element | None:
        """A mapping; `None` where there is none."""
        found = self._typed(key, dict, "a mapping")
        return None if found is None else Element(found, self.at(key), self.source)

    def sequence(self, key: str) -> list[Any]:
        """A list; empty where there is none."""
        return self._typed(key, list, "a list") or []

    def elements(self, key: str) -> tuple[Element, ...]:
        """A list of mappings; empty where there is none."""
        found: list[Element] = []
        for index, item in enumerate(self.sequence(key)):
            path = f"{self.at(key)}.{index}"
            if not isinstance(item, dict):
                self.source.refuse(f"every entry of {key} must be a mapping", path)
            found.append(Element(item, path, self.source))
        return tuple(found)

    def only(self, known: Collection[str], what: str = "key") -> None:
        """Refuse every other key, with the nearest known one."""
        for key in self.value:
            if key not in known:
                self.refuse(f"unknown {what} {key}", key, fix=nearest(key, known))

    def _typed(self, key: str, kind: type[Any], words: str) -> Any:
        found = self.value.get(key)
        if found is not None and not isinstance(found, kind):
            self.refuse(f"{key} must be {words}, not {found!r:.60}", key)
        return found


def nearest(word: str, known: Collection[str]) -> str:
    """What to do about a word that nobody knows."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"known here: {', '.join(sorted(known))}"
