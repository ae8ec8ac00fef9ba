"""Regular expressions that are compiled when they are first used.

The detectors hold some eight hundred; compiling all of them costs as much as reading a small repository, which only
needs a part.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def regex(pattern: AnyStr, flags: int | re.RegexFlag = 0) -> re.Pattern[AnyStr]:
    """The same as `re.compile`, later. A mistake in the pattern shows on first use; a house test uses them all."""
    return cast("re.Pattern[AnyStr]", _Regex(pattern, flags))


_ASKED = ("findall", "finditer", "flags", "fullmatch", "match", "pattern", "search", "split", "sub", "subn")


class _Regex:
    """Stands in for the compiled pattern: what is asked of it is fetched once, and then lies in the slot."""

    __slots__ = ("_flags", "_text", *_ASKED)

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Reached only while the slot is empty."""
        value = getattr(re.compile(self._text, self._flags), name)
        if name in _ASKED:
            setattr(self, name, value)
        return value

    def __repr__(self) -> str:
        return f"regex({self._text!r}, {self._flags!r})"
