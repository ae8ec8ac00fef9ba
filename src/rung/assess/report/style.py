"""Colour and glyphs behind one small value, so that plain text stays plain."""

from __future__ import annotations

from msgspec import Struct

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}
_ASCII = str.maketrans(
    {
        "│": "|", "━": "#", "·": ".", "▸": ">", "✕": "x", "○": "o", "✓": "+", "…": "...", "–": "-", "—": "-",
        "½": "1/2", "≥": ">=", "≤": "<=", "→": "->", "•": "*",
    }
)  # fmt: skip
GLYPHS = "│━·▸✕○✓…"
"""What a terminal must be able to show; else the ASCII forms are printed."""


class Style(Struct, frozen=True):
    """How text is coloured, and whether only ASCII may appear."""

    colour: bool = False
    ascii: bool = False

    def __call__(self, text: str, *names: str) -> str:
        """The text in the named colours (`bold`, `dim`, `red` …); unchanged without colour."""
        if not self.colour or not names or not text:
            return text
        return f"\x1b[{';'.join(_CODES[name] for name in names)}m{text}\x1b[0m"

    def finish(self, lines: list[str]) -> str:
        """The lines as one text that the terminal can show, ending in a newline."""
        text = "\n".join(line.rstrip() for line in lines) + "\n"
        return text.translate(_ASCII).encode("ascii", "backslashreplace").decode() if self.ascii else text


PLAIN = Style()
