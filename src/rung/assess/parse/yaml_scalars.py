"""What a YAML 1.1 scalar means, by the safe rules; dates and base-60 numbers stay text."""

from __future__ import annotations

from functools import lru_cache

from rung.assess.regex import regex

Scalar = str | int | float | bool | None

_BOOLS = {
    spelling: value
    for word, value in (("true", True), ("yes", True), ("on", True), ("false", False), ("no", False), ("off", False))
    for spelling in (word, word.capitalize(), word.upper())
}
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_INT = regex(r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*)\Z")
_FLOAT = regex(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)\Z")
_SPECIAL = regex(r"(?:([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_STANDARD = "tag:yaml.org,2002:"
_LONGEST_NUMBER = 400


@lru_cache(maxsize=4096)
def plain_value(raw: str) -> Scalar:
    """The value of an unquoted scalar."""
    if raw in _NULLS:
        return None
    if raw in _BOOLS:
        return _BOOLS[raw]
    if raw[0] in "-+.0123456789" and len(raw) <= _LONGEST_NUMBER:
        return _number(raw)
    return raw


def tagged_value(tag: str, raw: str, *, plain: bool) -> Scalar:
    """The value of a scalar with a tag; a tag we do not know (`!Ref`, `!vault`) leaves the plain content."""
    if tag == "!" or tag in (_STANDARD + "str", _STANDARD + "binary"):
        return raw
    if plain or tag in (_STANDARD + "int", _STANDARD + "float", _STANDARD + "bool", _STANDARD + "null"):
        return plain_value(raw)
    return raw


def _number(raw: str) -> Scalar:
    digits = raw.replace("_", "")
    try:
        if _INT.match(raw):
            bare = digits.lstrip("+-")
            base = {"0b": 2, "0x": 16}.get(bare[:2], 8 if len(bare) > 1 and bare[0] == "0" else 10)
            number = int(bare[2:] if base in (2, 16) else bare, base)
            return -number if raw[0] == "-" else number
        if _FLOAT.match(raw):
            return float(digits)
        special = _SPECIAL.match(raw)
        if special:
            return float("nan") if "n" in raw.lower()[-3:-2] else float(f"{special.group(1)}inf")
    except ValueError:
        return raw
    return raw
